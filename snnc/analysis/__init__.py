"""Questions about a plan: clocks, area, energy, memories, activity. An analysis changes nothing."""
