"""Two checkouts of gdrun, given the same commands: did a change of the code change any result?"""
