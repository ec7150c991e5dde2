"""What several pages draw with: colours, cells, rows, bars, symbols."""
