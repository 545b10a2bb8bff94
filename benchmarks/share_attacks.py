"""How often endpoint inference finds a home, in what visitors receive and in what they would need for it.

Prints the shares of runners whose home is guessed within 500 m from 50 loops each, for an attacker who has only what a
link gives (and knows the town, 20 km across), and for one who in addition has placed every shape on a street map.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.sharing.endpoint_attacks import ATTACKS
from tests.sharing.test_endpoint_attacks import CHANCE, NEAR_M, RUNS, received

RUNNERS = 20


def main() -> None:
    """Print one line an attack."""
    known: dict[str, list[float]] = {name: [] for name in ATTACKS}
    placed: dict[str, list[float]] = {name: [] for name in ATTACKS}
    bare: dict[str, list[float]] = {name: [] for name in ATTACKS}
    for number in range(RUNNERS):
        home, whole, lines, missing, _, middles = received(number)
        laid_out = [line + middle for line, middle in zip(lines, middles, strict=True)]
        for name, attack in ATTACKS.items():
            known[name].append(float(np.hypot(*(attack(lines, missing) - home))))
            placed[name].append(float(np.hypot(*(attack(laid_out, missing) - home))))
            bare[name].append(float(np.hypot(*(attack(whole, np.zeros(len(whole))) - home))))
    print(f"{RUNNERS} runners, {RUNS} loops each; chance within {NEAR_M:.0f} m: {CHANCE:.2%}")
    print(f"{'attack':<22}{'a link':>10}{'placed by hand':>18}{'not redacted':>16}")
    for name in ATTACKS:
        shares = [np.mean(np.array(errors[name]) < NEAR_M) for errors in (known, placed, bare)]
        print(f"{name:<22}{shares[0]:>10.0%}{shares[1]:>18.0%}{shares[2]:>16.0%}")


if __name__ == "__main__":
    main()
