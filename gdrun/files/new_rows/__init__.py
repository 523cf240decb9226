"""New rows for a network that is trained: from a file, a pipe or arrays, with or without a target.

Columns are found by name where the training data had names, and else by their places. What is
missing or does not fit is told with its line, and rows stay in the order in which they came.
"""

from gdrun.files.new_rows.arrays import rows_of_arrays
from gdrun.files.new_rows.reading import STANDARD_INPUT, read_new_rows
from gdrun.files.new_rows.rows import Expected, NewRows

__all__ = ["STANDARD_INPUT", "Expected", "NewRows", "read_new_rows", "rows_of_arrays"]
