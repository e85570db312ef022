"""Pure: which articles are the same report.

Read `decide` first: it opens with the requirements, the theory, the known exceptions and the alternatives weighed.

    naming, world, text, urls, fingerprint   what of an article survives translation: its signature's parts and keys
    evidence                                 the types: signature, candidate, decision
    candidates                               which keys to look up, which articles to compare
    profile, figures, names, links           two articles side by side, one kind of evidence each
    vetoes, similarity                       why two are different reports; how alike they are, part by part
    thresholds                               every number that was chosen, with its evidence
    decide                                   found, join or bridge
"""
