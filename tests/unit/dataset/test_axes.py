"""Labels of a study, known before anything is run."""

from __future__ import annotations

import numpy as np

from carefunds_sim.dataset.axes import Axes, Variable, labels_of
from carefunds_sim.dataset.build import build


def test_scenarios_of_one_name_get_distinct_labels(make_scenario):
    labels = labels_of([make_scenario(), make_scenario(), make_scenario()])
    assert len(set(labels)) == 3


def test_every_label_is_there_before_any_run(make_scenario):
    axes = Axes([make_scenario("separate"), make_scenario("pooled")])
    assert axes.labels("fund") == ("nhs", "council", "pool")
    of_funds = Variable(("fund",), monthly=True, attrs={})
    assert axes.shape(of_funds) == (24, 3)
    assert len(axes.cells(0, of_funds)[1].ravel()) == 2


def test_services_in_another_order_stand_under_their_own_names(make_scenario, make_run):
    one, other = make_scenario(), make_scenario()
    other.area.services = dict(reversed(other.area.services.items()))
    run = make_run(other)
    found = build([one, other], {(1, 0): run}, replications=1)["monthly_starts"]
    place = run.names.services.index("home_care")
    expected = run.values["starts"][:, place]
    np.testing.assert_array_equal(found[1, 0].sel(service="home_care"), expected)
