"""Of what: indicator, programme and statistic of a quantity."""
