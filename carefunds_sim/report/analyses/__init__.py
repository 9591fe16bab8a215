"""The analyses: what each found, in tables, sentences and figures, one file a subject.

To add one for ``carefunds analyse``: work it out in ``carefunds_sim/analysis``, declare here in a
file of the same name an ``ANALYSIS``, and name that in ``registry.ANALYSES``.
"""
