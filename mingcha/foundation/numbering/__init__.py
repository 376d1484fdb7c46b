"""Numbers people see (底稿编号, 发文字号 …): one series each, without gaps."""
