import pytest

from runtone.sharing.tokens import TOKEN_BYTES, is_token, new_token, same_hash, token_hash


def test_tokens_carry_at_least_128_random_bits_and_never_repeat() -> None:
    assert TOKEN_BYTES * 8 >= 128
    tokens = {new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert all(is_token(token) for token in tokens)


@pytest.mark.parametrize(
    "text", ["", "short", "a" * 31, "a" * 33, "../" + "a" * 29, "ä" * 32, None, 7, ["a" * 32], "a" * 31 + "\n"]
)
def test_what_is_no_token_is_known_by_its_form(text: str) -> None:
    assert not is_token(text)


def test_hashes_are_stable_and_do_not_hold_the_token() -> None:
    token = new_token()
    assert token_hash(token) == token_hash(token)
    assert token not in token_hash(token)
    assert same_hash(token_hash(token), token_hash(token))
    assert not same_hash(token_hash(token), token_hash(new_token()))
