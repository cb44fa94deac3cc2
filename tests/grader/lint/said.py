"""What a test looks for among remarks."""


def codes(found):
    """Return the code of each remark that is more than a note."""
    return [remark.code for remark in found.remarks if remark.severity.value != "note"]


def said(found, code):
    """Return the one remark with a code."""
    (remark,) = [remark for remark in found.remarks if remark.code == code]
    return remark


def verdicts(trials, ask="backward"):
    """Return what became of each mistake of one ask, by its words."""
    return {trial.mutant.words: trial.verdict.value for trial in trials if trial.ask.value == ask}
