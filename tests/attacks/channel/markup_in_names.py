# attack: names that are programs where they are shown
# expect: answered
# unconfined: fails


def backward(x, w, y):  # it gains nothing here; how it is shown is for the reports to test
    return {"<script>alert(1)</script>": 0.0, "=1+1": 0.0, "\x1b[2J": 0.0, "\n::error::": 0.0, "../../w": 0.0}
