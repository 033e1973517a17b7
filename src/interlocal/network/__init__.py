"""Who can reach whom: the dated network of a casebook or a table of events, and the questions it answers.

From a casebook (:mod:`.coalition`): ``build.build`` makes it, ``worlds.draw_worlds`` its simulated codings; it is
asked by ``paths.paths``, ``reached.reached``, ``bottlenecks.bottlenecks``, ``curve.access_curve`` and ``latency``,
``removal.remove`` and ``remove_each``, ``attribution.attribution``. From a table (:mod:`.events`):
``tables.from_table`` reads it, :mod:`.reach` and, over executors, :mod:`.blocks` ask it, with one of two engines
(:mod:`.engines`).
"""
