"""A tile of rows through the network's layers: forward, and the gradient back.

``network`` says what the network is, ``examples`` what it is shown, and ``scratch`` gives room for
the work on one tile; ``forward`` and ``backward`` do it.
"""
