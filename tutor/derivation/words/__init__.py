"""The sentences of a derived step: what is asked, the rule, why it applies, and two hints."""
