"""What a page says depends on what: lines that follow from that alone are judged by functions that stand for any."""
