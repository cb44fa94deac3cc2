"""The report as one HTML page that needs nothing else: no script, no font, no picture, nothing from elsewhere.

It is ASCII, so that no encoding that it is printed or mailed in can change it, and every text in it goes through
`grader.printable.markup.element`, which escapes it.
"""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha256

from grader.model import Report
from grader.printable.markup import Html, element
from grader.reports.gist import ALL_HIDDEN, SMALLEST, AskGist, Failure, Gist, Verdict, sum_up

MARKS = {Verdict.RIGHT: "right", Verdict.TO_DO: "to do", Verdict.WRONG: "wrong"}
NUMBERS = {"points", "got", "expected", "ratio"}
STYLE = """
:root { color-scheme: light dark; --line: #8884; --shade: #8881; --good: #08702f; --bad: #b3261e; --open: #7a5c00; }
@media (prefers-color-scheme: dark) { :root { --good: #6fd390; --bad: #ff8f86; --open: #e3c04f; } }
body { max-width: 50rem; margin: 0 auto; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.4rem; overflow-wrap: anywhere; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p { margin: .5rem 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; }
th, td { padding: .2rem .8rem .2rem 0; border-bottom: 1px solid var(--line); text-align: left; font-weight: normal; }
.number { text-align: right; padding-left: .8rem; font-variant-numeric: tabular-nums; }
code, pre { font: .9rem/1.4 ui-monospace, monospace; unicode-bidi: isolate; }
pre code { font: inherit; }
pre { margin: .5rem 0; padding: .5rem .8rem; background: var(--shade); white-space: pre-wrap; overflow-wrap: anywhere; }
.student { border-left: .25rem solid var(--line); }
.right { color: var(--good); } .wrong, .ungradable { color: var(--bad); } .to-do { color: var(--open); }
.right, .wrong, .to-do, .ungradable { font-weight: bold; } .small { font-size: .85rem; opacity: .8; }
@media print { body { max-width: none; padding: 0; } section, pre { break-inside: avoid; } pre { border: 1px solid; } }
"""


def render(report: Report) -> str:
    """Return the report as a page."""
    gist = sum_up(report)
    page = f'<!doctype html>\n<html lang="en">\n{_head(gist)}\n{element("body", *_body(gist))}\n</html>'
    return page.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _head(gist: Gist) -> Html:
    """Return the head; the browser is told to load nothing at all, and to take no style but this one."""
    digest = b64encode(sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return Html(
        '<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"{element('title', f'{gist.problem}: {gist.earned}')}\n<style>{STYLE}</style>\n</head>"
    )


def _body(gist: Gist) -> Iterator[Html]:
    who = f"{gist.student}: " if gist.student else ""
    yield element("h1", f"{who}{gist.problem}: {gist.earned}")
    if gist.ungradable:
        yield element("p", "not gradable", class_="ungradable")
        yield _lines(gist.ungradable)
    if gist.asks:
        yield _table(("verdict", "asked", "points", ""), [_ask(ask) for ask in gist.asks])
    for ask in gist.asks:
        if ask.failure or ask.notes or ask.hints:
            yield element("section", *_details(ask))
    yield element("p", gist.isolation, class_="small")


def _ask(ask: AskGist) -> tuple[Html, ...]:
    words = MARKS[ask.verdict]
    verdict = element("td", words, class_=words.replace(" ", "-"))
    return verdict, element("td", ask.name), _number(ask.score), element("td", ask.wrong)


def _details(ask: AskGist) -> Iterator[Html]:
    yield element("h2", ask.name, *([f", {_case(ask.failure)}"] if ask.failure else []))
    if ask.hidden:
        yield element("p", ALL_HIDDEN.rstrip(":") + ".")
    if ask.failure:
        yield from _failure(ask.failure)
    yield from (element("p", hint) for hint in ask.hints)
    yield from (element("p", f"note: {note}") for note in ask.notes)


def _case(failure: Failure) -> str:
    return SMALLEST if failure.smallest else f"case \u2018{failure.case}\u2019"


def _failure(failure: Failure) -> Iterator[Html]:
    if failure.ended or failure.said:
        yield _lines((*failure.ended, *failure.said))
    if failure.first:
        yield element("p", "The first to go wrong is ", element("code", failure.first), ".")
    if failure.rows:
        yield _table(
            ("", "got", "expected", "ratio"),
            [
                (element("td", element("code", row.what)), _number(row.got), _number(row.expected), _number(row.ratio))
                for row in failure.rows
            ],
        )
    if failure.more:
        yield element("p", failure.more)
    if failure.printed.lines:
        yield element("p", "It printed:")
        yield _lines(failure.printed.lines, class_="student")
    if failure.printed.left_out:
        yield element("p", failure.printed.left_out, class_="small")
    if failure.replay:
        yield element("p", "Try it:")
        yield _lines((failure.replay,))


def _lines(lines: Sequence[str], class_: str = "") -> Html:
    """Return lines as they stand; each is an element, so that no line of the page begins with text of the student's."""
    return element("pre", Html("\n".join(element("code", line) for line in lines)), class_=class_)


def _number(text: str) -> Html:
    return element("td", text, class_="number")


def _table(headings: Sequence[str], rows: Sequence[Sequence[Html]]) -> Html:
    """Return a table; on a phone it is moved sideways by itself, not the page with it."""
    top = [element("th", heading, class_="number" if heading in NUMBERS else "") for heading in headings]
    table = element("table", *(Html(f"{element('tr', *row)}\n") for row in (top, *rows)))
    return element("div", table, class_="scroll")
