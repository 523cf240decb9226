"""The training loop and what it does at each step and after each epoch.

``problem`` is what a call is given and ``state`` what it changes; ``training`` goes through the
epochs, ``steps`` and ``single_rows`` through a batch, ``evaluation`` through a portion of the data,
and ``watching`` says when to end. What outputs stand for is in ``predicting``, how rows rank by it
in ``ranking``, and the table of metrics in ``judging``. ``probing`` measures losses for gradient
checks. ``signatures`` compiles all of it.
"""
