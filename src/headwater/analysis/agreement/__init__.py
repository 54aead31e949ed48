"""Agreement: whether two people who read the same thing say the same of it, and where they do not."""

from headwater.analysis.agreement.coefficients import (
    cohen_kappa,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
)
from headwater.analysis.agreement.readings import LEVELS, Level, Reading, Readings
from headwater.analysis.agreement.result import Agreement, FieldAgreements
from headwater.analysis.agreement.study import AgreementSettings, agreement
from headwater.analysis.agreement.verdict import TENTATIVE, USABLE, Verdict, judge

__all__ = [
    "LEVELS",
    "TENTATIVE",
    "USABLE",
    "Agreement",
    "AgreementSettings",
    "FieldAgreements",
    "Level",
    "Reading",
    "Readings",
    "Verdict",
    "agreement",
    "cohen_kappa",
    "gwet_ac",
    "judge",
    "krippendorff_alpha",
    "percent_agreement",
]
