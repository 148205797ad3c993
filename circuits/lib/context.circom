pragma circom 2.1.6;

/// Ties the context to the proof (P-22). The product keeps a constraint on the signal, so that the simplifier can't leave
/// it without any and the proof can't be moved to another context.
/// @input  context  public: the verifier checks it
template Context() {
    signal input context;

    signal square <== context * context;
}
