"""A figure: a chart, what it shows in words, and the table it was drawn from."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from headwater.analysis.frames import Columns, to_frame

if TYPE_CHECKING:
    import altair as alt


@dataclass(frozen=True)
class Figure:
    """A chart that can be read by everyone: as a picture, as a sentence, as a table.

    Attributes
    ----------
    chart : altair chart
        As drawn for a page.
    title : str
        What the chart shows, as a reader would say it.
    description : str
        What can be seen in it, for those who do not see it.
    columns : mapping
        The table behind it, ready to be read: headings and values.
    narrow : altair chart, optional
        The same, drawn for a phone.
    """

    chart: "alt.TopLevelMixin"
    title: str
    description: str
    columns: Columns
    narrow: "alt.TopLevelMixin | None" = None

    def svg(self, *, narrow: bool = False, key: str | None = None) -> str:
        """Return the picture as SVG; `key` makes its ids unique where a page holds it more than once."""
        from headwater.analysis.charts.render import svg

        chart = self.narrow if narrow and self.narrow is not None else self.chart
        return svg(chart, title=self.title, description=self.description, key=key)

    def to_frame(self) -> Any:
        """Return the table behind the figure as a data frame."""
        return to_frame(self.columns)
