"""Makes ``configs/churn.csv``: customers of a phone company that never was, and who left it.

``python -m tests.guide.make_churn`` writes it. One customer in ten leaves: sooner who is new, who
calls for help often, and who has no family plan, by a logistic model with noise. Ages and bills are
missing in some rows.
"""

import csv
import io
from pathlib import Path

import numpy as np

PATH = Path(__file__).parents[2] / "configs" / "churn.csv"
ROWS, NEW_ROWS = 800, 6
HEAD = ("customer", "age", "plan", "region", "months", "calls", "bill", "churn")


def customers(rows: int, seed: int) -> list[list[object]]:
    """So many customers, the last column telling whether they left."""
    rng = np.random.default_rng(seed)
    age = rng.normal(44, 14, rows).clip(18, 90).round()
    plan = rng.choice(["basic", "plus", "family"], rows, p=[0.5, 0.3, 0.2])
    region = rng.choice(["north", "east", "south", "west"], rows)
    months = rng.exponential(30, rows).round().clip(1)
    calls = rng.poisson(1.2, rows)
    bill = (15 + 12 * (plan == "plus") + 25 * (plan == "family") + rng.gamma(4, 3, rows)).round(2)
    risk = -1.95 + 0.9 * calls - 0.05 * months - 1.2 * (plan == "family") + 0.02 * (bill - 35)
    left = rng.random(rows) < 1 / (1 + np.exp(-(risk + rng.normal(0, 0.5, rows))))
    gaps = rng.random((2, rows)) < np.array([[0.05], [0.03]])
    return [
        [
            f"C{1000 + 7 * i}",
            "" if gaps[0, i] else int(age[i]),
            plan[i],
            region[i],
            int(months[i]),
            int(calls[i]),
            "" if gaps[1, i] else float(bill[i]),
            "yes" if left[i] else "no",
        ]
        for i in range(rows)
    ]


def text() -> str:
    """The file's text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEAD)
    writer.writerows(customers(ROWS, seed=7))
    return out.getvalue()


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
