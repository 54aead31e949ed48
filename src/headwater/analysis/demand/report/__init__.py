"""The report: a document made of sentences, figures and tables, and its one self-contained HTML file."""

from headwater.analysis.demand.report.document import Finding, Gap, Report, Section, Sentence, Table
from headwater.analysis.demand.report.html import render_html

__all__ = ["Finding", "Gap", "Report", "Section", "Sentence", "Table", "render_html"]
