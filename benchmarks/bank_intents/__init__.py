"""Real questions to a bank: does the interval hold, and how well does the coder read?"""
