"""Addresses of interventions."""

from django.urls import path

from headwater.apps.interventions.views import (
    before_you_buy,
    changing,
    ledger,
    memo,
    planning,
    register,
    showing,
    together,
)

app_name = "interventions"

urlpatterns = [
    path("", showing.interventions, name="interventions"),
    path("<int:pk>/", showing.intervention, name="intervention"),
    path("<int:pk>/before-you-buy/", before_you_buy.before_you_buy, name="before_you_buy"),
    path("<int:pk>/comment/", showing.comment, name="comment"),
    path("<int:pk>/costs/", changing.costs, name="costs"),
    path("<int:pk>/judge-again/", changing.judge_again, name="judge_again"),
    path("<int:pk>/owner/", changing.owner, name="owner"),
    path("<int:pk>/plan/", planning.plan, name="plan"),
    path("<int:pk>/plan/lock/", planning.lock, name="lock"),
    path("<int:pk>/plan/power/", planning.plan_power, name="plan_power"),
    path("<int:pk>/plan/together/", together.measure_together, name="measure_together"),
    path("<int:pk>/series.csv", showing.series, name="series"),
    path("<int:pk>/stop/", changing.stop, name="stop"),
    path("<int:pk>/withdraw/", changing.withdraw, name="withdraw"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger.csv", ledger.export, name="export"),
    path("memo/", memo.memo, name="memo"),
    path("new/", register.new, name="new"),
    path("new/row/", register.cost_row, name="cost_row"),
]
