# attack: give orders to continuous integration by printing them
# expect: raised ValueError: ::error
# unconfined: fails


def backward(x, w, y):  # it gains nothing here; how it is shown is for the reports to test
    print("\n::set-output name=points::10\n::add-mask::0\n::stop-commands::x\n##vso[task.complete result=Succeeded;]")
    raise ValueError("::error file=grader::10 points")
