"""The default coder: TF-IDF and a calibrated linear model."""

from importlib.util import find_spec
from typing import Literal

from headwater.analysis.demand.coder.linear_coder import LinearCoder
from headwater.analysis.demand.coder.vectoriser import FAST, FULL, Vectoriser
from headwater.analysis.errors import MissingExtraError, UsageError, nearest

Setting = Literal["fast", "full"]
"""fast: words, beginnings of words and word pairs. full: runs of three and four letters besides."""

SETTINGS = {"fast": FAST, "full": FULL}


class TfidfCoder(LinearCoder):
    """TF-IDF over words and parts of words, and multinomial logistic regression with a temperature.

    Parameters
    ----------
    setting : {"fast", "full"}
        full also reads runs of letters: a little more accurate with few labels, about four times slower.
    seed : int
        The same texts, codes and seed give the same model.
    workers : int, optional
        Threads; all cores by default.

    Raises
    ------
    MissingExtraError
        scikit-learn (the extra `text`) is not installed.

    References
    ----------
    Guo, C., Pleiss, G., Sun, Y. and Weinberger, K. Q. (2017). On calibration of modern neural networks. ICML
    2017, 1321-1330. (The temperature.)
    Weinberger, K. and others (2009). Feature hashing for large scale multitask learning. ICML 2009,
    1113-1120.

    Examples
    --------
    >>> texts = ["where is my parcel", "parcel has not come", "change my address", "new address please"] * 3
    >>> coder = TfidfCoder().fit(texts, ["late", "late", "address", "address"] * 3)
    >>> coder.classes_, int(coder.predict_proba(["my parcel is not here"]).argmax())
    (('address', 'late'), 1)
    """

    def __init__(self, setting: Setting = "full", seed: int = 0, workers: int | None = None) -> None:
        if setting not in SETTINGS:
            raise UsageError(f"The coder has no setting {setting!r}.{nearest(setting, list(SETTINGS))}")
        if find_spec("sklearn") is None:
            raise MissingExtraError("The coder model", "text")
        super().__init__(Vectoriser(SETTINGS[setting], workers), f"TF-IDF, {setting}", seed)
        self.setting = setting
