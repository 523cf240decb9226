"""The data sets that come with gdrun."""

from importlib.resources import files
from pathlib import Path
from typing import Literal

import numpy as np

from gdrun.files.npz import read_npz
from gdrun.files.table import Table
from gdrun.parts.sources.source import Source


class Packaged(Source):
    """A set that comes with gdrun; ``datasets/SOURCES.md`` says where each is from."""

    draws = False

    def read(self, folder: Path, rng: np.random.Generator) -> Table:
        datasets = files("gdrun.parts.sources").joinpath("datasets")
        with datasets.joinpath(f"{self.name}.npz").open("rb") as file:
            return read_npz(file, self.name)


class Iris(Packaged):
    """Three species of iris told by four lengths and widths: 150 flowers.

    Fisher, "The use of multiple measurements in taxonomic problems", Annals of Eugenics 7, 1936.
    """

    name: Literal["iris"] = "iris"


class Wine(Packaged):
    """Three growers of wine told by thirteen chemical measurements: 178 wines.

    Aeberhard & Forina, "Wine", UCI Machine Learning Repository, 1992.
    """

    name: Literal["wine"] = "wine"


class Digits(Packaged):
    """Handwritten digits in images of 8 by 8 pixels from 0 to 16: 1,797 images.

    Alpaydin & Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning
    Repository, 1998.
    """

    name: Literal["digits"] = "digits"


class BreastCancer(Packaged):
    """Malignant or benign, told by thirty properties of the cells' nuclei: 569 samples.

    Street, Wolberg & Mangasarian, "Nuclear feature extraction for breast tumor diagnosis", 1993.
    """

    name: Literal["breast_cancer"] = "breast_cancer"


class Diabetes(Packaged):
    """Regression: a disease's progression after a year, from ten measurements: 442 patients.

    Efron, Hastie, Johnstone & Tibshirani, "Least Angle Regression", Annals of Statistics 32, 2004.
    """

    name: Literal["diabetes"] = "diabetes"
