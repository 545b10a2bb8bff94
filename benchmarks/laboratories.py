"""How work grows with speed in each laboratory and in the model, and the errors when one laboratory is left out."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY))

from tests.muscles.laboratories import FASTER, GROUPS_OF, MEAN_OF_TWO, left_out, measured, modelled  # noqa: E402


def main() -> None:
    exponents = measured()
    print(f"Exponent of power over speed, and the error at {FASTER} times the speed when foretold by the others")
    for quantity in GROUPS_OF:
        of = exponents[quantity]
        errors = left_out(of)
        print(f"\n{quantity}: the mean of two laboratories {MEAN_OF_TWO[quantity]:.2f}, of all {of.mean():.2f}", end="")
        print(f", the model {modelled(quantity):.2f}")
        for laboratory in of.index:
            model = FASTER ** (modelled(quantity) - of[laboratory]) - 1.0
            print(f"  {laboratory:8} {of[laboratory]:5.2f}  left out {errors[laboratory]:+6.1%}  model {model:+6.1%}")
        print(f"  root mean square: left out {np.sqrt(np.mean(errors**2)):.1%}")


if __name__ == "__main__":
    main()
