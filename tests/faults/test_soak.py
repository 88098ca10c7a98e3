"""The default set-up under use while its broker, worker and scheduler are broken: `make soak` does so for an hour."""

import pytest

from tests.faults.scale import record, size
from tests.faults.soak import soak


@pytest.mark.parametrize("seed", [8])
def test_web_answers_throughout_and_every_mail_comes_once(tmp_path, seed):
    figures = soak(size(10, 1), seed=seed, folder=tmp_path)
    record(str(figures))
    assert figures.is_well, str(figures)
    assert figures.broken, str(figures)
    assert figures.asked > 15, str(figures)
