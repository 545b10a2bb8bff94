import pickle

import pytest

import runtone
from runtone import errors


def subclasses(kind: type[Exception]) -> set[type[Exception]]:
    """The kinds that users meet; a room may have private ones that it turns into these."""
    below = (subclasses(sub) for sub in kind.__subclasses__() if sub.__module__ == errors.__name__)
    return {kind}.union(*below)


def test_every_error_hangs_on_one_tree() -> None:
    raised = {value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, Exception)}
    assert raised == subclasses(errors.RuntoneError)


def test_every_error_is_in_the_public_contract_and_in_the_drawn_tree() -> None:
    for kind in subclasses(errors.RuntoneError):
        assert getattr(runtone, kind.__name__) is kind
        assert kind.__name__ in (errors.__doc__ or "")


@pytest.mark.parametrize("kind", sorted(subclasses(errors.ActivityError), key=str))
def test_activity_errors_survive_a_trip_between_processes(kind: type[errors.ActivityError]) -> None:
    error = pickle.loads(pickle.dumps(kind("It is a picture.", name="cat.jpg")))
    assert type(error) is kind
    assert str(error) == "It is a picture."
    assert error.name == "cat.jpg"


def test_a_sport_survives_the_trip_too() -> None:
    error = errors.NotARunError("This is a ride.", name="ride.fit", sport="cycling")
    assert pickle.loads(pickle.dumps(error)).sport == "cycling"
