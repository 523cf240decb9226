"""PyTorch as most people write it: eager, a loop over batches."""

from itertools import pairwise

import torch
from torch import nn

from tests.benchmarks.contenders import Contender
from tests.benchmarks.tasks import SEEDS

ALL_THREADS = torch.get_num_threads()


class Torch(Contender):
    """Eager, with ``threads`` threads."""

    threads: int

    def prepare(self) -> None:
        self.parts = [
            tuple(map(torch.from_numpy, part))
            for part in (self.arrays.train, self.arrays.validation, self.arrays.test)
        ]

    def accuracy(self) -> float:
        torch.set_num_threads(self.threads)
        try:
            return sum(self.trained(seed) for seed in range(SEEDS)) / SEEDS
        finally:
            torch.set_num_threads(ALL_THREADS)

    def trained(self, seed: int) -> float:
        """The accuracy of one seed."""
        torch.manual_seed(seed)
        (X, y), (Xv, yv), (Xt, yt) = self.parts
        sizes = (X.shape[1], *self.task.hidden, self.arrays.classes)
        layers: list[nn.Module] = []
        for a, b in pairwise(sizes):
            linear = nn.Linear(a, b)
            nn.init.xavier_uniform_(linear.weight)
            nn.init.zeros_(linear.bias)
            layers += [linear, nn.ReLU()]
        model = nn.Sequential(*layers[:-1])
        make = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[self.task.optimizer]
        optimizer = make(model.parameters(), lr=self.task.learning_rate)
        loss = nn.CrossEntropyLoss()
        for _ in range(self.task.epochs):
            order = torch.randperm(len(X)) if self.batches > 1 else torch.arange(len(X))
            for chosen in order.split(self.batch_size):
                optimizer.zero_grad()
                loss(model(X[chosen]), y[chosen]).backward()
                optimizer.step()
            with torch.no_grad():
                logits = model(Xv)
                loss(logits, yv).item()
                (logits.argmax(1) == yv).float().mean().item()
        with torch.no_grad():
            accuracies = []
            for inputs, labels in ((X, y), (Xt, yt)):
                logits = model(inputs)
                loss(logits, labels).item()
                accuracies.append(float((logits.argmax(1) == labels).float().mean()))
            return accuracies[-1]


class TorchOneThread(Torch):
    name = "PyTorch, 1 thread"
    threads = 1


class TorchAllThreads(Torch):
    name = "PyTorch, all threads"
    threads = ALL_THREADS
