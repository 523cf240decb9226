"""Each rule on losses and layers that have the fault, and on some that have not."""

import numpy as np
import pytest

from gdrun.evidence.diagnoses.looking import diagnose
from gdrun.evidence.diagnoses.rules import RULES
from gdrun.records import Diagnosis, Status
from tests.evidence.histories import EPOCHS, FIRST, ended, layers, seen, told

RNG = np.random.default_rng(3)
LEARNT = 0.05 + (FIRST - 0.05) * np.exp(-EPOCHS / 4)
"""Down to its limit in time."""
SLOW = 0.05 + (FIRST - 0.05) * np.exp(-EPOCHS / 40)
"""Half-way there."""
NOISE = RNG.standard_normal(40)


def noisy(losses: np.ndarray, by: float) -> np.ndarray:
    """Losses with noise that is so large a part of them."""
    return losses * (1 + by * NOISE[: len(losses)])


def test_nothing_is_said_of_what_went_well() -> None:
    assert told(ended(LEARNT, LEARNT)) == ()
    assert told(ended(noisy(LEARNT, 0.03), noisy(LEARNT, 0.05))) == ()
    # A loss near 0 always falls by a part of itself, and may jump by much of it.
    assert told(ended(FIRST / EPOCHS**2, LEARNT)) == ()
    assert told(ended(FIRST / EPOCHS**2 * (1 + 0.9 * np.sin(3 * EPOCHS)), LEARNT)) == ()


def test_a_loss_that_still_falls() -> None:
    assert seen(ended(SLOW)) == ["falling_loss"]
    assert seen(ended(SLOW, SLOW)) == ["falling_loss"]
    assert seen(ended(noisy(SLOW, 0.01), noisy(SLOW, 0.01))) == ["falling_loss"]
    # At a rate that is far too low it has hardly begun.
    assert seen(ended(FIRST - 1e-4 * EPOCHS)) == ["falling_loss"]
    # More epochs would bring nothing where the validation loss has arrived.
    assert told(ended(SLOW, LEARNT)) == ()
    for status in (Status.CONVERGED, Status.EARLY_STOPPED):
        assert told(ended(SLOW, SLOW, status=status)) == ()


def test_noise_is_no_fall() -> None:
    assert told(ended(FIRST + 0.01 * NOISE)) == ()
    assert told(ended(1.0 + 0.01 * NOISE, first=1.0)) == ()
    for epochs, most in ((5, 10), (8, 20), (20, 5), (40, 2)):
        noises = RNG.standard_normal((200, epochs))
        false = [told(ended(1.0 + 0.05 * noise, first=1.1)) for noise in noises]
        assert sum(map(bool, false)) <= most


@pytest.mark.parametrize("epochs", [1, 2, 3, 4])
def test_of_few_epochs_nothing_is_known(epochs: int) -> None:
    for losses in (SLOW, SLOW[::-1], 100 * SLOW):
        assert told(ended(losses[:epochs], losses[:epochs])) == ()


def test_five_epochs_are_enough_for_what_is_plain() -> None:
    assert seen(ended(SLOW[:5], SLOW[:5])) == ["falling_loss"]
    assert seen(ended(np.full(5, 9.0), np.full(5, 9.0))) == ["jumping_loss"]


def test_a_loss_that_jumps() -> None:
    jumping = 0.8 + 0.3 * (-1.0) ** EPOCHS
    assert seen(ended(jumping)) == ["jumping_loss"]
    assert seen(ended(0.8 * np.exp(0.5 * NOISE))) == ["jumping_loss"]
    # Small jumps are what mini-batches do.
    assert told(ended(0.8 + 0.03 * (-1.0) ** EPOCHS)) == ()
    # It falls in spite of its jumps.
    assert told(ended(FIRST * np.exp(-EPOCHS / 16) * (1 + 0.2 * (-1.0) ** EPOCHS), LEARNT)) == ()
    # Nor is it a jump to be led up at times and to come down again, as by restarts of the rate.
    assert told(ended(0.6 + 0.2 * (5 - EPOCHS % 6), LEARNT)) == ()
    # One leap is not a habit.
    leap = LEARNT.copy()
    leap[30] = 5.0
    assert told(ended(leap)) == ()


def test_a_loss_above_its_beginning() -> None:
    assert seen(ended(50 / EPOCHS, 50 / EPOCHS, first=0.5)) == ["jumping_loss"]
    # With dropout the training loss lies above that of the first weights, which met none.
    assert told(ended(np.full(40, 1.2 * FIRST), np.full(40, FIRST))) == ()


def test_a_validation_loss_that_rises() -> None:
    rising = np.where(EPOCHS < 12, 0.6 + (12 - EPOCHS) * 0.1, 0.6 + (EPOCHS - 12) * 0.02)
    assert told(ended(LEARNT, rising)) == (Diagnosis("rising_validation_loss", epoch=12),)
    found = told(ended(LEARNT, noisy(rising, 0.02)))
    assert found
    assert found[0].name == "rising_validation_loss"
    assert found[0].epoch
    assert abs(found[0].epoch - 12) <= 3
    # The weights of the best epoch are what remains.
    assert told(ended(LEARNT, rising, restored=True)) == ()
    # A little is no harm, and neither is a last epoch that is worse by chance.
    assert told(ended(LEARNT, 0.6 + 0.001 * EPOCHS)) == ()
    assert told(ended(LEARNT, [*LEARNT[:-1], 0.2])) == ()
    assert told(ended(LEARNT, np.maximum(1.0 - 0.05 * EPOCHS, 0.59 + 0.0015 * EPOCHS))) == ()
    # Of a few epochs nobody can tell how they would go on.
    assert told(ended(LEARNT, np.where(EPOCHS < 34, 4 - 0.1 * EPOCHS, EPOCHS - 33))) == ()
    # Where the training loss rises, too, the network does not overfit.
    both = seen(ended(rising, rising))
    assert "rising_validation_loss" not in both


def test_of_a_thinned_history_the_epochs_are_told() -> None:
    rising = np.where(EPOCHS < 12, 0.6 + (12 - EPOCHS) * 0.1, 0.6 + (EPOCHS - 12) * 0.02)
    found = told(ended(LEARNT, rising, kept=1 + 100 * (EPOCHS - 1)))
    assert found == (Diagnosis("rising_validation_loss", epoch=1101),)


def test_layers_with_faults() -> None:
    deep = (8, 8, 3)
    cases = {
        "equal_units": layers(deep, alike=[0, 1]),
        "silent_units": layers(deep, same=[0, 6]),
        "vanishing_gradients": layers(deep, slopes=[0.1, 0.0009]),
    }
    stuck = np.full(40, FIRST)
    for name, fault in cases.items():
        assert told(ended(stuck, seen=fault)) == (Diagnosis(name, layer=2),), name
    # They are told even after a single epoch.
    assert seen(ended([FIRST], seen=layers(same=[32]))) == ["silent_units"]


def test_layers_without_faults() -> None:
    deep = (8, 8, 3)
    stuck = np.full(40, FIRST)
    assert told(ended(stuck, seen=layers(deep, same=[5, 5]))) == ()
    assert told(ended(stuck, seen=layers(deep, slopes=[0.002, 0.05]))) == ()
    # Units that never fire pass nothing on, and with one hidden layer nothing vanishes on a way.
    assert told(ended(stuck, seen=layers(deep, slopes=[0.0]))) == ()
    assert told(ended(stuck, seen=layers(slopes=[1e-6]))) == ()
    # Where the loss came down all the same, nobody minds.
    assert told(ended(LEARNT, seen=layers(deep, slopes=[1e-6]))) == ()
    # Without hidden layers there is nothing to see.
    assert told(ended(LEARNT, seen=layers((3,)))) == ()


def test_the_most_severe_comes_first() -> None:
    found = seen(ended(SLOW, seen=layers(same=[30], alike=[1])))
    assert found == ["equal_units", "silent_units", "falling_loss"]


def test_many_at_once_are_told_as_each_alone() -> None:
    trials = [
        ended(SLOW, SLOW),
        ended(LEARNT, LEARNT),
        ended(SLOW[:7], SLOW[:7]),
        ended(SLOW),
        ended(SLOW, status=Status.DIVERGED),
        ended([], status=Status.FAILED),
        ended(LEARNT, 3 - LEARNT),
        ended(LEARNT, 3 - LEARNT, restored=True),
        ended(SLOW, SLOW, seen=layers((8, 8, 3), same=[8])),
    ]
    found = diagnose(trials)
    assert found == [told(trial) for trial in trials]
    assert [found[4], found[5]] == [None, None]
    # What many have alike takes memory once.
    assert found[3] == found[0]
    assert found[3] is found[0]


def test_losses_that_are_no_numbers_trip_no_rule() -> None:
    odd = LEARNT.copy()
    odd[20:] = np.inf
    assert told(ended(LEARNT, odd)) == ()
    odd[:] = np.nan
    assert told(ended(LEARNT, odd)) == ()


def test_each_rule_has_a_name_and_a_mark_of_its_own() -> None:
    assert len({rule.name for rule in RULES}) == len({rule.mark for rule in RULES}) == len(RULES)
