"""What a gradient check found, for a person."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from rich.console import Console
from rich.table import Table

from gdrun.records.gradients import PAIRS, GradientReport, NetworkCheck, StepError, TensorCheck
from gdrun.report.console.streams import writable
from gdrun.report.tables.layout import Columns, print_widest, table_of
from gdrun.report.tables.numbers import duration
from gdrun.report.tables.text_table import TextTable, one_line, text_table
from gdrun.wording import several

SHORT = 4
"""Up to so many networks are shown tensor by tensor, more in groups."""

MOST_SHOWN = 10
"""Failed tensors, or kinks, that are shown; JSON has them all."""

MANY_KINKS = 0.03
"""A larger share of kinks than this is warned of."""

_LABELS = dict(zip(PAIRS, ("backprop – diff.", "backprop – step", "step – diff."), strict=True))


def print_gradients(report: GradientReport, console: Console) -> None:
    """Prints the check's tables, what failed, and the closing line."""

    def say(text: str) -> None:
        console.print(writable(text, console), highlight=False)

    if report.sabotage:
        for line in _planted(report):
            say(line)
        console.print()
    if len(report.checks) <= SHORT:
        for check in report.checks:
            say(_network_title(check))
            _print_tensors(check.tensors, console)
    else:
        for group in report.checks[0].groups:
            _print(_group_tables(report.checks, group, console), console)
        failed = [(c, t) for c in report.checks for t in c.tensors if not t.passed]
        for network in dict.fromkeys(check.network for check, _ in failed[:MOST_SHOWN]):
            say(f"{network}:")
            these = [tensor for check, tensor in failed if check.network == network]
            _print_tensors(these, console)
        if len(failed) > MOST_SHOWN:
            say(f"… and {len(failed) - MOST_SHOWN:,} more tensors failed; --json has them all")
    if report.study:
        say(_study_title(report))
        tables = (
            table_of(report.study, columns, console, left=("",)) for columns in _steps(report)
        )
        _print(tables, console)
    for line in _closing(report):
        say(line)


def gradient_tables(report: GradientReport) -> list[TextTable]:
    """The same tables, whole; the last one has what is said in words."""
    if len(report.checks) <= SHORT:
        tables = [
            text_table(_network_title(each), each.tensors, _whole(each.tensors), left=_TENSORS)
            for each in report.checks
        ]
    else:
        tables = []
        for group in report.checks[0].groups:
            members = _members(report.checks, group)
            columns, *_ = _group_layouts(members, group)
            tables.append(text_table("", list(members), columns, left=(group,)))
        for check in report.checks:
            if failed := [each for each in check.tensors if not each.passed]:
                tables.append(text_table(check.network, failed, _whole(failed), left=_TENSORS))
    if report.study:
        steps, *_ = _steps(report)
        tables.append(text_table(_study_title(report), report.study, steps, left=("",)))
    notes = [one_line(line) for line in (*_planted(report), *_closing(report))]
    return [*tables[:-1], replace(tables[-1], notes=notes)]


def _planted(report: GradientReport) -> Iterator[str]:
    """Which mistake, and where it is none."""
    if report.sabotage:
        yield f"Sabotage: {report.sabotage}"
        if report.skipped:
            yield f"It changes nothing in {several(report.skipped, 'network')}, which are left out."


def _network_title(check: NetworkCheck) -> str:
    return f"{check.network}: {several(check.rows, 'row')}"


def _study_title(report: GradientReport) -> str:
    first = report.checks[0].network if len(report.checks) <= SHORT else "one network"
    return f"Median error of differences by ε, of {first}"


def _print(tables: Iterable[Table], console: Console) -> None:
    print_widest(tables, console)
    console.print()


_TENSORS = ("tensor",)


def _print_tensors(tensors: Sequence[TensorCheck], console: Console) -> None:
    tables = (
        table_of(
            tensors,
            columns,
            console,
            left=_TENSORS,
            style=lambda tensor: "" if tensor.passed else "bold red",
        )
        for columns in _layouts(tensors)
    )
    _print(tables, console)


def _whole(tensors: Sequence[TensorCheck]) -> Columns[TensorCheck]:
    columns, *_ = _layouts(tensors)
    return columns


def _layouts(tensors: Sequence[TensorCheck]) -> Sequence[Columns[TensorCheck]]:
    """From all there is to what cannot be missed: where a gradient is wrong, and by how much."""
    name: Columns[TensorCheck] = {"tensor": lambda t: t.tensor}
    shape: Columns[TensorCheck] = {"shape": lambda t: "×".join(map(str, t.shape))}
    counts: dict[str, Callable[[TensorCheck], str]] = {"checked": lambda t: f"{t.checked:,}"}
    if any(tensor.kinks for tensor in tensors):
        counts["kinks"] = lambda t: str(t.kinks or "")
    both: Columns[TensorCheck] = {
        _LABELS[pair].replace("– ", "–\n") + "\nmedian worst": _errors(pair) for pair in PAIRS
    }
    errors: list[Columns[TensorCheck]] = [
        {_LABELS[pair].replace(" – ", "\n– "): _worst_error(pair)} for pair in PAIRS
    ]
    entry: Columns[TensorCheck] = {
        "worst\nentry": lambda t: str(list(t.worst.index)) if t.worst else ""
    }
    values: Columns[TensorCheck] = {
        "\nbackprop": lambda t: f"{t.worst.backprop:.3g}" if t.worst else "",
        "\nstep": lambda t: f"{t.worst.weights:.3g}" if t.worst else "",
        "\ndiff.": _differences,
    }
    verdict: Columns[TensorCheck] = {"": _verdict}
    where = {**entry, **values, **verdict}
    return [
        {**name, **shape, **counts, **both, **where},
        {**name, **shape, **counts, **errors[0], **errors[1], **errors[2], **where},
        {**name, **counts, **errors[0], **errors[1], **errors[2], **where},
        {**name, **errors[0], **errors[1], **errors[2], **where},
        {**name, **_LARGEST, **where},
        {**name, **where},
        {**name, **_LARGEST, **entry, **verdict},
        {**name, **verdict},
    ]


def _errors(pair: str) -> Callable[[TensorCheck], str]:
    def cell(tensor: TensorCheck) -> str:
        found = tensor.agreements.get(pair)
        return f"{found.median:.0e} {found.worst:.0e}" if found else "–"

    return cell


def _worst_error(pair: str) -> Callable[[TensorCheck], str]:
    def cell(tensor: TensorCheck) -> str:
        found = tensor.agreements.get(pair)
        return f"{found.worst:.0e}" if found else "–"

    return cell


def _largest_error(tensor: TensorCheck) -> str:
    """Of the pair that is farthest beyond its tolerance, or nearest to it."""
    found = tensor.agreements.values()
    if not found:
        return "–"
    worst = max(found, key=lambda each: (math.isnan(each.worst), each.worst / each.tolerance))
    return f"{worst.worst:.0e}"


_LARGEST: Columns[TensorCheck] = {"worst\nerror": _largest_error}
"""Instead of an error for each pair."""


def _differences(tensor: TensorCheck) -> str:
    if not tensor.worst:
        return ""
    return "kink" if tensor.worst.differences is None else f"{tensor.worst.differences:.3g}"


def _verdict(tensor: TensorCheck) -> str:
    if tensor.passed:
        return "passed" if tensor.checked else "not checked"
    if _agree([tensor], PAIRS[1]):
        return "WRONG gradient"
    return "WRONG update" if _agree([tensor], PAIRS[0]) else "WRONG"


def _agree(tensors: Sequence[TensorCheck], pair: str) -> bool:
    """Whether the pair was compared in all of them, and agrees."""
    return all(pair in tensor.agreements and tensor.agreements[pair].passed for tensor in tensors)


Members = Mapping[str, Sequence[NetworkCheck]]
"""A group's values, such as the names of activations → the networks that have it."""


def _members(checks: Sequence[NetworkCheck], group: str) -> Members:
    members: dict[str, list[NetworkCheck]] = {}
    for check in checks:
        members.setdefault(check.groups[group], []).append(check)
    return members


def _group_tables(checks: Sequence[NetworkCheck], group: str, console: Console) -> Iterator[Table]:
    members = _members(checks, group)
    for columns in _group_layouts(members, group):
        yield table_of(
            list(members),
            columns,
            console,
            left=(group,),
            style=lambda value: "bold red" if _failed(members[value]) else "",
        )


def _failed(checks: Sequence[NetworkCheck]) -> int:
    return sum(not check.passed for check in checks)


def _group_layouts(members: Members, group: str) -> Sequence[Columns[str]]:
    """A row for each value of the group, with all there is to say and with less."""

    def kinks(value: str) -> str:
        found = sum(len(check.kinks) for check in members[value])
        return f"{found:,}" if found else ""

    def worst(pair: str) -> Callable[[str], str]:
        return lambda value: f"{_worst(members[value], pair):.1e}"

    name: Columns[str] = {group: str}
    networks: Columns[str] = {"networks": lambda value: f"{len(members[value]):,}"}
    gradients: Columns[str] = {
        "gradients": lambda value: f"{sum(check.checked for check in members[value]):,}"
    }
    at_kinks: Columns[str] = {"kinks": kinks}
    errors = {_LABELS[pair].replace(" – ", "\n– "): worst(pair) for pair in PAIRS}
    verdict: Columns[str] = {
        "": lambda value: (
            f"{_failed(members[value]):,} FAILED" if _failed(members[value]) else "passed"
        )
    }
    return [
        {**name, **networks, **gradients, **at_kinks, **errors, **verdict},
        {**name, **gradients, **at_kinks, **errors, **verdict},
        {**name, **gradients, **errors, **verdict},
        {**name, **errors, **verdict},
        {**name, **gradients, **verdict},
        {**name, **verdict},
    ]


def _worst(checks: Sequence[NetworkCheck], pair: str) -> float:
    errors = (check.worst(pair) for check in checks)
    return max(errors, key=lambda error: (math.isnan(error), error))


def _steps(report: GradientReport) -> Sequence[Columns[StepError]]:
    """Error against ε for one network, a dot for each digit that is lost: they form a V."""
    best = min(each.plain for each in report.study)

    def dots(each: StepError) -> str:
        digits = max(0.0, 16 + math.log10(each.plain)) if each.plain else 0.0
        return "•" * round(digits) + ("  best" if each.plain == best else "")

    step: Columns[StepError] = {"ε": lambda each: f"{each.step:.0e}"}
    plain: Columns[StepError] = {"difference": lambda each: f"{each.plain:.1e}"}
    drawn: Columns[StepError] = {"": dots}
    extrapolated: Columns[StepError] = {"extrapolated": lambda each: f"{each.extrapolated:.1e}"}
    return [
        {**step, **plain, **drawn, **extrapolated},
        {**step, **plain, **drawn},
        {**step, **plain},
    ]


def _closing(report: GradientReport) -> list[str]:
    lines = []
    kinks = [(check, kink) for check in report.checks for kink in check.kinks]
    for check, kink in kinks[:MOST_SHOWN]:
        lines.append(f"Kink: {kink.tensor}{list(kink.index)} in {check.network}: {kink.what}")
    if len(kinks) > MOST_SHOWN:
        lines.append(f"… and {len(kinks) - MOST_SHOWN:,} more kinks")
    if kinks:
        lines.append("Indices are counted from 0; rows in the training part, in its own order.")
    if len(kinks) > MANY_KINKS * max(report.checked + len(kinks), 1):
        share = len(kinks) / (report.checked + len(kinks))
        lines.append(
            f"{share:.0%} of the entries are at kinks of the loss or of its derivative. There, "
            "differences are not compared; backpropagation and the step are."
        )
    unseen = sum(not tensor.checked for check in report.checks for tensor in check.tensors)
    if unseen and report.checked:
        lines.append(f"{several(unseen, 'tensor')} could not be checked: all entries are at kinks.")
    tolerances = ", ".join(f"{_LABELS[p]} {t:.0e}" for p, t in report.tolerances.items())
    lines.append(
        f"Relative errors, over no less than {report.floor:.0%} of a tensor's largest gradient; "
        f"tolerances: {tolerances}; ε up to {report.step:g}"
    )
    part = ""
    if report.checked + len(kinks) < report.gradients:
        part = f" ({(report.checked + len(kinks)) / report.gradients:.1%} of all)"
    what = (
        f"{several(report.checked, 'gradient')}{part} of {several(len(report.checks), 'network')}"
    )
    worst = _worst(report.checks, PAIRS[0])
    if report.passed:
        smooth = [check for check in report.checks if check.smooth]
        of_smooth = f", {_worst(smooth, PAIRS[0]):.1e} where all is smooth" if smooth else ""
        lines.append(
            f"{report.verdict}: {what} in {duration(report.seconds)}, "
            f"worst relative error {worst:.1e}"
            + (of_smooth if len(smooth) < len(report.checks) else "")
        )
    elif failed := [t for check in report.checks for t in check.tensors if not t.passed]:
        names = ", ".join(sorted({t.tensor for t in failed}, key=lambda name: (name[1:], name)))
        lines.append(
            f"{report.verdict}: {several(len(failed), 'tensor')} of "
            f"{several(sum(not c.passed for c in report.checks), 'network')} ({names}); "
            f"{what} checked in {duration(report.seconds)}"
        )
        if _agree(failed, PAIRS[1]):
            lines.append("Backpropagation and the step agree: the gradient itself is wrong.")
        elif _agree(failed, PAIRS[0]):
            lines.append("Backpropagation is right: what the update does with it is wrong.")
        else:
            lines.append("Backpropagation and the step differ.")
    else:
        lines.append(
            f"{report.verdict}: every entry is at a kink; a smaller --step, other weights or "
            "--after may help"
        )
    if report.sabotage and all(check.passed for check in report.checks):
        lines.append(_not_found(report))
    return lines


def _not_found(report: GradientReport) -> str:
    """Why a planted mistake went through."""
    if report.checked == report.gradients:
        return f"The planted mistake {report.sabotage} is smaller than the tolerances."
    more = "check more with --samples" if report.samples else "it may be at the kinks"
    return (
        f"The planted mistake {report.sabotage} is NOT AMONG THE ENTRIES CHECKED, or smaller than "
        f"the tolerances: {more}."
    )
