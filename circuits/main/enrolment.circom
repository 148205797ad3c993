pragma circom 2.1.6;
include "../enrolment.circom";
component main {public [policyHash, issuerRoot, statusRoot, scope, period, today, context, extension]} = Enrolment(2, 1, 1);
