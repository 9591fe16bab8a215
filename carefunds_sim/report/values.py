"""Values of settings in words, as everything above the scenario reads them."""

from carefunds_sim.scenario.values import file_word as file_word
from carefunds_sim.scenario.values import plain_word as plain_word
from carefunds_sim.scenario.values import value_words as value_words
