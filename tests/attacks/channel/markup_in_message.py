# attack: a message that is a program where it is shown as a page
# expect: raised ValueError: <script>
# unconfined: fails


def backward(x, w, y):  # it gains nothing here; how it is shown is for the reports to test
    raise ValueError("<script>alert(1)</script> [x](javascript:alert(1)) =cmd|'/c calc'!A0 ${{ secrets }} $$x$$ ```")
