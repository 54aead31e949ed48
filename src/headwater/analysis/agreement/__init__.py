"""Agreement: whether two people who read the same thing say the same of it, and where they do not."""

from headwater.analysis.agreement.adjudication import write_adjudication
from headwater.analysis.agreement.coefficients import (
    cohen_kappa,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
)
from headwater.analysis.agreement.files import read_readings
from headwater.analysis.agreement.icc import Icc, icc, icc_values
from headwater.analysis.agreement.readings import LEVELS, Level, NothingToCompareError, Reading, Readings
from headwater.analysis.agreement.result import Agreement, FieldAgreements
from headwater.analysis.agreement.study import AgreementSettings, agreement, agreement_by_field
from headwater.analysis.agreement.verdict import TENTATIVE, USABLE, Verdict, judge

__all__ = [
    "LEVELS",
    "TENTATIVE",
    "USABLE",
    "Agreement",
    "AgreementSettings",
    "FieldAgreements",
    "Icc",
    "Level",
    "NothingToCompareError",
    "Reading",
    "Readings",
    "Verdict",
    "agreement",
    "agreement_by_field",
    "cohen_kappa",
    "gwet_ac",
    "icc",
    "icc_values",
    "judge",
    "krippendorff_alpha",
    "percent_agreement",
    "read_readings",
    "write_adjudication",
]
