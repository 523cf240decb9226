from gdrun.report.exports.formats import as_latex, as_markdown
from tests.records.outcomes import swept

GOOD, POOR = [0.9, 0.8], [0.5, 0.7]


def test_latex_shows_every_sign_as_it_is() -> None:
    """As the LaTeX Companion lists them: none of the ten special signs stands for itself."""
    names = {
        r"a\b": r"a\textbackslash{}b",
        "~x^2": r"\textasciitilde{}x\textasciicircum{}2",
        "{&%$#_}": r"\{\&\%\$\#\_\}",
    }
    text = as_latex(swept(dict.fromkeys(names, GOOD)))
    for escaped in names.values():
        assert f"\n{escaped} & " in text
    assert "$\\pm$" in text


def test_tables_have_a_row_for_each_variant() -> None:
    lines = as_markdown(swept({"a|b": GOOD, "b": POOR})).splitlines()
    assert lines[0] == "| variant | train accuracy | validation accuracy | test accuracy |"
    assert lines[2].startswith("| a\\|b | 0.850 ± 0.071 |")
    assert lines[3].startswith("| b | 0.60 ± 0.14 |")
