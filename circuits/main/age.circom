pragma circom 2.1.6;
include "../presentation.circom";
component main {public [policyHash, issuerRoot, statusRoot, scope, period, today, context]} = Presentation(1, 0, 1);
