"""Pages of coding: load and authorise, check the form, call one service, go on."""
