"""Cross-fitting: every coded contact is read by a model that never saw its label."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from headwater.analysis.demand.coder.folds import folds_of
from headwater.analysis.demand.coder.linear_coder import LinearCoder, whole
from headwater.analysis.demand.coder.protocol import Coder
from headwater.analysis.demand.coder.stacked import StackedModels
from headwater.analysis.errors import UsageError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from headwater.analysis.demand.coder.linear import LinearModel
    from headwater.analysis.demand.coder.protocol import Probabilities


@dataclass(frozen=True)
class CrossFitted:
    """Fold models of every field, and what they said of the contacts they were not shown.

    Attributes
    ----------
    name : str
        Name of the coder.
    classes : mapping of str to tuple of str
        Codes of each field: the columns of its probabilities.
    held_out : mapping of str to ndarray of shape (contacts, classes)
        For each field and contact, the reading of the fold model that saw neither the contact's label nor
        any label of the same customer. Contacts without a code in the field are read too.
    fold : ndarray of int, one a contact
    folds : int
    notes : tuple of str
        What a reader should know, such as fields in which there was nothing to learn.
    reader : callable
        What `predict` calls: reads texts on all cores.
    models : mapping of str to tuple
        The fitted model of each fold, by field; one model where the coder does not learn from codes.
    encoder : Encoder, optional
        What turned the texts into rows for all of them; None for coders that are no linear models.
    """

    name: str
    classes: Mapping[str, tuple[str, ...]]
    held_out: Mapping[str, "Probabilities"]
    fold: "NDArray[np.int64]" = field(repr=False)
    folds: int
    notes: tuple[str, ...]
    reader: Callable[[Sequence[str]], dict[str, "Probabilities"]] = field(repr=False, compare=False)
    models: Mapping[str, tuple[Any, ...]] = field(repr=False, compare=False)
    encoder: Any = field(default=None, repr=False, compare=False)

    @property
    def fields(self) -> tuple[str, ...]:
        """Fields of the frame that were learned."""
        return tuple(self.classes)

    def predict(self, texts: Sequence[str]) -> dict[str, "Probabilities"]:
        """Return, for each field, the mean of what the fold models say: one row a text, one column a code."""
        return self.reader(texts)


def cross_fit(
    texts: Sequence[str],
    codes: Mapping[str, Sequence[str | None]],
    groups: Sequence[Any] | None,
    make_coder: Callable[[], Coder],
    *,
    folds: int = 5,
    seed: int = 0,
) -> CrossFitted:
    """Fit a coder on all folds but one, for each fold and field.

    Parameters
    ----------
    texts : sequence of str
        One text a coded contact.
    codes : mapping of str to sequence of str or None
        For each field one code a contact; None where the contact has none, such as a cause of a contact
        that is no failure.
    groups : sequence, optional
        Customer of each contact (None: not known); contacts of one customer lie in the same fold.
    make_coder : callable
        Returns a new coder that is not fitted yet. One that learns nothing from codes says so by `learns`
        (False) and then reads every contact once; one with a method `for_field` is told its field.
    folds : int
        Number of folds; fewer when there are fewer customers.
    seed : int
        Seed of the folds.

    Returns
    -------
    CrossFitted

    Raises
    ------
    UsageError
        No field has a code, lengths differ, or all contacts are of one customer.

    Notes
    -----
    A text is turned into numbers once for all folds and fields: the vocabulary is learned from the texts of
    all coded contacts, without their codes. The fold models stand side by side in one matrix.

    References
    ----------
    Zrnic, T. and Candès, E. J. (2024). Cross-prediction-powered inference. PNAS 121(15), e2322083121.

    Examples
    --------
    >>> from headwater.analysis.demand.coder.tfidf import TfidfCoder
    >>> texts = ["where is my parcel", "parcel has not come", "change my address", "new address please"] * 5
    >>> codes = {"reason": ["late", "late", "address", "address"] * 5}
    >>> fitted = cross_fit(texts, codes, None, TfidfCoder, folds=4)
    >>> fitted.classes["reason"], fitted.held_out["reason"].shape
    (('address', 'late'), (20, 2))
    >>> fitted.predict(["has my parcel come"])["reason"].round().tolist()
    [[0.0, 1.0]]
    """
    given = _checked(texts, codes, groups, folds)
    customers = len(set(groups) - {None}) + groups.count(None) if groups is not None else len(texts)
    if customers < 2:
        raise UsageError(
            "All coded contacts are of one customer: a model cannot be tried on contacts it has not seen. "
            "Code contacts of more customers."
        )
    folds = min(folds, customers)
    fold = folds_of(list(given.values()), groups, folds, seed)
    work = _Work(texts, given, groups, fold=fold, folds=folds)
    first = make_coder()
    if isinstance(first, LinearCoder):
        return work.side_by_side(first)
    return work.one_by_one(first, make_coder)


def _checked(
    texts: Sequence[str], codes: Mapping[str, Sequence[str | None]], groups: Sequence[Any] | None, folds: int
) -> dict[str, list[str | None]]:
    if folds < 2:
        raise UsageError(
            f"folds is {folds}: at least 2 are needed, so that a model is tried on unseen contacts."
        )
    for name, column in codes.items():
        if len(column) != len(texts):
            raise UsageError(
                f"There are {len(texts)} texts and {len(column)} codes of {name}; give one for each."
            )
    if groups is not None and len(groups) != len(texts):
        raise UsageError(
            f"There are {len(texts)} texts and {len(groups)} customers; give one for each, or None."
        )
    given = {
        name: [code or None for code in column]
        for name, column in codes.items()
        if any(code for code in column)
    }
    if not given:
        raise UsageError("No contact has a code in any of the fields: there is nothing to learn from.")
    return given


class _Work:
    """One cross-fit: the same folds for every field."""

    def __init__(
        self,
        texts: Sequence[str],
        codes: Mapping[str, list[str | None]],
        groups: Sequence[Any] | None,
        *,
        fold: "NDArray[np.int64]",
        folds: int,
    ) -> None:
        self.texts, self.codes, self.groups = texts, codes, groups
        self.fold, self.folds = fold, folds
        self.classes = {name: tuple(sorted({c for c in column if c})) for name, column in codes.items()}

    def side_by_side(self, coder: LinearCoder) -> CrossFitted:
        import numpy as np

        from headwater.analysis.demand.coder.linear import TrainingRows

        encoder = coder.encoder.fit(self.texts)
        rows = encoder.transform(self.texts)
        training = TrainingRows(rows)
        models = {name: self._linear_models(name, training, coder.seed) for name in self.codes}
        stacked = StackedModels(models, {name: len(found) for name, found in self.classes.items()})
        by_fold = stacked.by_fold(rows)
        held_out = {name: whole(by_fold[name][self.fold, np.arange(len(self.texts))]) for name in self.codes}

        def read(texts: Sequence[str]) -> dict[str, "Probabilities"]:
            return stacked.joined(encoder.each_block(texts, stacked.mean))

        return self._result(coder.name, held_out, read, models, encoder)

    def _linear_models(self, name: str, training: Any, seed: int) -> "tuple[LinearModel, ...]":
        import numpy as np

        number = {code: place for place, code in enumerate(self.classes[name])}
        numbers = np.array(
            [-1 if code is None else number[code] for code in self.codes[name]], dtype=np.int64
        )
        models = []
        for fold in range(self.folds):
            chosen = np.flatnonzero((self.fold != fold) & (numbers >= 0))
            groups = None if self.groups is None else [self.groups[place] for place in chosen.tolist()]
            models.append(training.fit(chosen, numbers[chosen], groups, seed))
        return tuple(models)

    def one_by_one(self, first: Coder, make_coder: Callable[[], Coder]) -> CrossFitted:
        import numpy as np

        models: dict[str, tuple[Any, ...]] = {}
        held_out: dict[str, Probabilities] = {}
        for name, column in self.codes.items():
            if not getattr(first, "learns", True):
                reader = _of_field(make_coder, name).fit([], [])
                models[name], held_out[name] = (reader,), self._asked(reader, name, self.texts)
                continue
            fitted: list[Coder | None] = []
            found = np.zeros((len(self.texts), len(self.classes[name])))
            for fold in range(self.folds):
                chosen = [i for i, code in enumerate(column) if code and self.fold[i] != fold]
                coder: Coder | None = None
                if chosen:
                    coder = _of_field(make_coder, name)
                    coder.fit([self.texts[i] for i in chosen], [str(column[i]) for i in chosen])
                fitted.append(coder)
                out = np.flatnonzero(self.fold == fold).tolist()
                found[out] = self._asked(coder, name, [self.texts[i] for i in out])
            models[name], held_out[name] = tuple(fitted), found

        def read(texts: Sequence[str]) -> dict[str, "Probabilities"]:
            return {
                name: np.mean([self._asked(coder, name, texts) for coder in coders], axis=0)
                for name, coders in models.items()
            }

        return self._result(first.name, held_out, read, models, None)

    def _asked(self, coder: Coder | None, name: str, texts: Sequence[str]) -> "Probabilities":
        """Return a fold model's reading, with a column for every code of the field."""
        import numpy as np

        classes = self.classes[name]
        if coder is None:
            return np.full((len(texts), len(classes)), 1 / len(classes))
        found = np.zeros((len(texts), len(classes)))
        said = coder.predict_proba(texts)
        places = [at for at, code in enumerate(coder.classes_) if code in classes]
        found[:, [classes.index(coder.classes_[at]) for at in places]] = said[:, places]
        total = found.sum(axis=1, keepdims=True)
        return np.where(total > 0, found / np.where(total > 0, total, 1), 1 / len(classes))

    def _result(
        self,
        name: str,
        held_out: Mapping[str, "Probabilities"],
        read: Callable[[Sequence[str]], dict[str, "Probabilities"]],
        models: Mapping[str, tuple[Any, ...]],
        encoder: Any,
    ) -> CrossFitted:
        notes = tuple(
            f"{field}: every coded contact is {found[0]!r}, so the coder says so of every other contact; "
            "it has nothing to tell apart"
            for field, found in self.classes.items()
            if len(found) == 1
        )
        return CrossFitted(
            name, dict(self.classes), held_out, self.fold, self.folds, notes, read, dict(models), encoder
        )


def _of_field(make_coder: Callable[[], Coder], name: str) -> Coder:
    """Return a new coder; one that is asked differently for each field is told which one it is."""
    coder = make_coder()
    for_field = getattr(coder, "for_field", None)
    made: Coder = coder if for_field is None else for_field(name)
    return made
