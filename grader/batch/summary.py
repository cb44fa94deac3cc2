"""What a batch came to: a table for people, a CSV file for spreadsheets."""

import csv
import io
from collections.abc import Sequence
from statistics import fmean

from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.batch.run import Row, RowStatus
from grader.printable import printable
from grader.printable.cells import cell

COLUMNS = ("student", "problem", "score", "max_score", "status")


def grades_csv(rows: Sequence[Row]) -> str:
    """Return a line for each submission; scores with two decimals, and none where there is no grade, nor a zero."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        points = (f"{row.score:.2f}", f"{row.max_score:.2f}") if row.graded else ("", "")
        writer.writerow(map(cell, (row.entry.student, row.entry.problem, *points, row.status.value)))
    return text.getvalue()


def as_table(rows: Sequence[Row]) -> str:
    """Return a table as wide as the terminal, with ANSI colours; whoever prints it takes them off where need be."""
    console = Console(force_terminal=True, color_system="standard", no_color=False)
    with console.capture() as captured:
        console.print(_table(rows))
    return captured.get()


def _table(rows: Sequence[Row]) -> Table:
    """Return a table with a line for each problem, and one for all; a name is text to it, and never style."""
    table = Table()
    table.add_column("problem", no_wrap=True)
    for heading in ("files", "full marks", "mean", "not gradable", "failed"):
        table.add_column(heading, justify="right")
    for problem in sorted({row.entry.problem for row in rows}):
        table.add_row(Text(printable(problem)), *_counts([row for row in rows if row.entry.problem == problem]))
    table.add_section()
    table.add_row("all", *_counts(rows))
    return table


def _counts(rows: Sequence[Row]) -> list[str]:
    """Return the figures of some rows: the mean is that of the share of points, over what was graded."""
    shares = [row.score / row.max_score for row in rows if row.graded and row.max_score]
    return [
        str(len(rows)),
        str(sum(row.status is RowStatus.GRADED and row.score == row.max_score for row in rows)),
        f"{fmean(shares):.0%}" if shares else "",
        str(sum(row.status is RowStatus.NOT_GRADABLE for row in rows)),
        str(sum(not row.graded for row in rows)),
    ]
