"""The linear models of all folds and fields side by side, so that one product of matrices asks them all."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from headwater.analysis.demand.coder.linear_coder import whole

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from headwater.analysis.demand.coder.linear import LinearModel
    from headwater.analysis.demand.coder.protocol import Probabilities


class StackedModels:
    """The linear models of all fields and folds as one matrix."""

    def __init__(self, models: Mapping[str, "tuple[LinearModel, ...]"], classes: Mapping[str, int]) -> None:
        import numpy as np

        self.models, self.classes = models, classes
        columns = [model for found in models.values() for model in found]
        self.weights = np.ascontiguousarray(np.hstack([model.weights for model in columns]))
        self.bias = np.concatenate([model.bias for model in columns])

    def _parts(self, rows: Any) -> "Iterator[tuple[str, LinearModel, NDArray[np.float32]]]":
        import numpy as np

        from headwater.analysis.demand.coder.linear import softmax

        scores = np.asarray(rows @ self.weights)
        scores += self.bias
        at = 0
        for name, found in self.models.items():
            for model in found:
                width = len(model.classes)
                yield name, model, softmax(scores[:, at : at + width])
                at += width

    def mean(self, rows: Any) -> "dict[str, NDArray[np.float32]]":
        """Return the mean over the folds, for each field."""
        import numpy as np

        made = {n: np.zeros((rows.shape[0], width), np.float32) for n, width in self.classes.items()}
        for name, model, chances in self._parts(rows):
            if len(model.classes) == self.classes[name]:
                made[name] += chances
            elif len(model.classes):
                made[name][:, model.classes] += chances
            else:
                made[name] += np.float32(1 / self.classes[name])
        return made

    def by_fold(self, rows: Any) -> "dict[str, NDArray[np.float32]]":
        """Return what each fold model says, of shape (folds, rows, classes), for each field."""
        import numpy as np

        made = {
            n: np.zeros((len(self.models[n]), rows.shape[0], width), np.float32)
            for n, width in self.classes.items()
        }
        turn = dict.fromkeys(self.models, 0)
        for name, model, chances in self._parts(rows):
            here = made[name][turn[name]]
            here[:, model.classes] = chances
            if not len(model.classes):
                here[:] = 1 / self.classes[name]
            turn[name] += 1
        return made

    def joined(self, parts: "Iterator[dict[str, NDArray[np.float32]]]") -> dict[str, "Probabilities"]:
        """Put the blocks together; rows add up to 1."""
        import numpy as np

        kept = list(parts)
        made = {}
        for name, width in self.classes.items():
            empty = np.zeros((0, width), np.float32)
            made[name] = whole(np.concatenate([empty, *(part[name] for part in kept)]))
        return made
