pragma circom 2.1.6;
include "../anchored_record.circom";
component main {public [policyHash, issuerRoot, statusRoot, scope, period, today, context]} = AnchoredRecord(4, 1, 4);
