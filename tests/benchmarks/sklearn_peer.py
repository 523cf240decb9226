"""scikit-learn's MLPClassifier."""

import numpy as np
from sklearn.neural_network import MLPClassifier

from tests.benchmarks.contenders import Contender
from tests.benchmarks.tasks import SEEDS


class Sklearn(Contender):
    """An epoch is a ``partial_fit``, followed by the validation pass."""

    name = "scikit-learn"

    def accuracy(self) -> float:
        return sum(self.trained(seed) for seed in range(SEEDS)) / SEEDS

    def trained(self, seed: int) -> float:
        """The accuracy of one seed."""
        model = MLPClassifier(
            self.task.hidden,
            activation="relu",
            solver=self.task.optimizer,
            alpha=0.0,
            batch_size=self.batch_size,
            learning_rate_init=self.task.learning_rate,
            momentum=0.0,
            nesterovs_momentum=False,
            random_state=seed,
        )
        X, y = self.arrays.train
        classes = np.arange(self.arrays.classes)
        for _ in range(self.task.epochs):
            model.partial_fit(X, y, classes=classes)
            model.score(*self.arrays.validation)
        model.score(X, y)
        return float(model.score(*self.arrays.test))
