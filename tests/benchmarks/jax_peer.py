"""JAX with optax, in the two ways that are fastest for small networks."""

from itertools import pairwise
from typing import Any

import jax
import jax.numpy as jnp
import optax

from tests.benchmarks.contenders import Contender
from tests.benchmarks.tasks import SEEDS

jax.config.update("jax_platforms", "cpu")


class Jax(Contender):
    """Epochs and steps as scans, compiled as a whole."""

    def prepare(self) -> None:
        task, arrays = self.task, self.arrays
        X, y = map(jnp.asarray, arrays.train)
        Xv, yv = map(jnp.asarray, arrays.validation)
        Xt, yt = map(jnp.asarray, arrays.test)
        rows, sizes = len(X), (X.shape[1], *task.hidden, arrays.classes)
        batches, size = self.batches, self.batch_size
        make = {"sgd": optax.sgd, "adam": optax.adam}[task.optimizer]
        optimizer = make(task.learning_rate)

        def initial(key: Any) -> Any:
            layers = []
            for a, b in pairwise(sizes):
                key, draw = jax.random.split(key)
                limit = (6 / (a + b)) ** 0.5
                layers.append((jax.random.uniform(draw, (a, b), minval=-limit, maxval=limit),
                               jnp.zeros(b)))  # fmt: skip
            return layers

        def outputs(layers: Any, x: Any) -> Any:
            for W, b in layers[:-1]:
                x = jax.nn.relu(x @ W + b)
            W, b = layers[-1]
            return x @ W + b

        def loss(layers: Any, x: Any, labels: Any, weights: Any) -> Any:
            losses = optax.softmax_cross_entropy_with_integer_labels(outputs(layers, x), labels)
            return (losses * weights).sum() / weights.sum()

        # A short last batch is filled up with rows that do not count.
        padding = batches * size - rows
        counts = jnp.ones(rows + padding).at[rows:].set(0.0).reshape(batches, size)

        def step(state: Any, batch: Any) -> Any:
            layers, memory = state
            chosen, weights = batch
            gradient = jax.grad(loss)(layers, X[chosen], y[chosen], weights)
            updates, memory = optimizer.update(gradient, memory, layers)
            return (optax.apply_updates(layers, updates), memory), None

        def epoch(state: Any, key: Any) -> Any:
            order = jax.random.permutation(key, rows) if batches > 1 else jnp.arange(rows)
            order = jnp.concatenate([order, jnp.zeros(padding, order.dtype)])
            state, _ = jax.lax.scan(step, state, (order.reshape(batches, size), counts))
            logits = outputs(state[0], Xv)
            seen = optax.softmax_cross_entropy_with_integer_labels(logits, yv).mean()
            return state, (seen, (logits.argmax(1) == yv).mean())

        def judged(layers: Any, x: Any, labels: Any) -> Any:
            logits = outputs(layers, x)
            losses = optax.softmax_cross_entropy_with_integer_labels(logits, labels)
            return losses.mean(), (logits.argmax(1) == labels).mean()

        def train(seed: Any) -> Any:
            start, order = jax.random.split(jax.random.PRNGKey(seed))
            layers = initial(start)
            keys = jax.random.split(order, task.epochs)
            state, history = jax.lax.scan(epoch, (layers, optimizer.init(layers)), keys)
            return judged(state[0], Xt, yt)[1], judged(state[0], X, y), history

        self.train = train
        self.accuracy()


class JaxTogether(Jax):
    """All seeds in one compiled call."""

    name = "JAX, vmap over seeds"

    def accuracy(self) -> float:
        if not hasattr(self, "compiled"):
            self.compiled = jax.jit(jax.vmap(self.train))
        result = jax.block_until_ready(self.compiled(jnp.arange(SEEDS)))
        return float(result[0].mean())


class JaxOneByOne(Jax):
    """One compiled call a seed."""

    name = "JAX, seed by seed"

    def accuracy(self) -> float:
        if not hasattr(self, "compiled"):
            self.compiled = jax.jit(self.train)
        results = [jax.block_until_ready(self.compiled(seed))[0] for seed in range(SEEDS)]
        return float(sum(results) / SEEDS)
