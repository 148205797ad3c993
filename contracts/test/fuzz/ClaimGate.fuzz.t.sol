// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ClaimCode, ClaimItem, IClaimGate} from "../../interfaces/IClaimGate.sol";
import {ProgrammeTerms} from "../../interfaces/IProgrammeRegistry.sol";
import {Calendar} from "./Calendar.sol";
import {Trapdoor} from "./Trapdoor.sol";
import {World} from "./World.sol";
import {Presentation, basisOf, itemOf, itemsOf} from "./Presentation.sol";

contract ClaimGateFuzzTest is World {
    function setUp() public {
        setUpWorld();
    }

    function testFuzz_accepts_what_is_proven(uint256 nullifier, bytes32 nonce, address recipient, uint64 life) public {
        vm.assume(recipient != address(0));
        Presentation memory p = draft(nullifier % R);
        p.nonce = nonce;
        p.recipient = recipient;
        p.deadline = uint64(vm.getBlockTimestamp() + life % 365 days);
        mustAccept(proven(p), "proven presentation");
        require(gate.claimedOrdinals(p.nullifier) == 1, "marked once");
        (bool ok, bytes memory reason) = tryClaim(p);
        require(!ok && keccak256(reason) == keccak256(refused(ClaimCode.ClaimUsed)), "second claim");
    }

    function testFuzz_refuses_a_flipped_proof_bit(uint256 bit) public {
        Presentation memory p = proven(draft(11));
        p.proof[(bit / 256) % 8] ^= 1 << (bit % 256);
        mustRefuse(p, "flipped proof bit");
    }

    function testFuzz_refuses_coordinates_beyond_q(uint256 index) public {
        Presentation memory p = proven(draft(12));
        unchecked {
            p.proof[index % 8] += Q;
        }
        mustRefuse(p, "coordinate + q");
    }

    /// (A, B, C) → (kA, B/k, C) needs G2 arithmetic; the cheap malleations are −A with −B, −A alone, −C, infinity.
    function test_refuses_negated_and_infinite_points() public {
        Presentation memory p = proven(draft(13));
        for (uint256 i = 1; i < 8; i += i == 1 ? 6 : 1) {
            uint256 kept = p.proof[i];
            p.proof[i] = Q - kept;
            mustRefuse(p, "negated");
            p.proof[i] = kept;
        }
        uint256[8] memory all;
        for (uint256 i = 0; i < 8; i++) all[i] = p.proof[i];
        for (uint256 from = 0; from < 8; from += from == 2 ? 4 : 2) {
            for (uint256 i = 0; i < 8; i++) p.proof[i] = all[i];
            p.proof[from] = 0;
            p.proof[from + 1] = 0;
            if (from == 2) (p.proof[4], p.proof[5]) = (0, 0);
            mustRefuse(p, "infinity");
        }
        p.proof = [uint256(0), 0, 0, 0, 0, 0, 0, 0];
        mustRefuse(p, "all zero");
        p.proof = all;
        mustAccept(p, "the proof itself");
    }

    function testFuzz_refuses_a_nullifier_beyond_r(uint256 add) public {
        Presentation memory p = proven(draft(14));
        uint256 fits = (type(uint256).max - p.nullifier) / R;
        p.nullifier += R * bound(add, 1, fits);
        mustRefuse(p, "nullifier + r");
        require(gate.claimedOrdinals(p.nullifier % R) == 0, "marked under its residue");
    }

    /// A proof for these signals says nothing about any other: every signal, one at a time.
    function testFuzz_binds_every_signal(uint256 seed) public {
        for (uint256 i = 0; i < 8; i++) {
            Presentation memory p = draft(15 + seed % 1000);
            uint256[8] memory signals = signalsOf(p);
            signals[i] = addmod(signals[i], bound(seed, 1, R - 1), R);
            p.proof = proofOf(signals, seed);
            mustRefuse(p, "another signal");
        }
    }

    function testFuzz_refuses_another_recipient(address other) public {
        Presentation memory p = proven(draft(16));
        vm.assume(other != p.recipient);
        p.recipient = other;
        mustRefuse(p, "front-run");
    }

    function testFuzz_refuses_another_nonce_or_deadline(bytes32 nonce, uint40 deadline) public {
        Presentation memory p = proven(draft(17));
        bytes32 kept = p.nonce;
        vm.assume(nonce != kept && deadline != p.deadline);
        p.nonce = nonce;
        mustRefuse(p, "nonce");
        p.nonce = kept;
        p.deadline = deadline;
        mustRefuse(p, "deadline");
    }

    function testFuzz_refuses_random_roots(uint256 issuerRoot, uint256 statusRoot) public {
        vm.assume(issuerRoot % R != ISSUER_ROOT && statusRoot % R != STATUS_ROOT);
        Presentation memory p = draft(18);
        p.issuerRoot = issuerRoot % R;
        mustRefuse(proven(p), "issuer root");
        p.issuerRoot = ISSUER_ROOT;
        p.statusRoot = statusRoot % R;
        mustRefuse(proven(p), "status root");
        p.statusRoot = STATUS_ROOT + R;
        p.proof = proofOf(signalsOf(draft(18)), 1);
        mustRefuse(p, "status root + r");
    }

    function testFuzz_accepts_exactly_the_running_period(uint32 period, uint256 time) public {
        travel(bound(time, NOW - 29 days, NOW + 299 days));
        Presentation memory p = draft(19);
        require(p.period == periodOf(today()), "period from block time");
        if (period != p.period) {
            uint32 right = p.period;
            p.period = period;
            mustRefuse(proven(p), "period");
            p.period = right;
        }
        mustAccept(proven(p), "period");
    }

    function testFuzz_accepts_exactly_the_fresh_days(uint32 dayNumber, int256 near) public {
        Presentation memory p = draft(20);
        uint32 day = p.dayNumber;
        require(day == vm.getBlockTimestamp() / 1 days + Calendar.EPOCH_DAY, "day from block time");
        // Both far away and just around the boundary.
        p.dayNumber = dayNumber % 2 == 0
            ? uint32(bound(dayNumber, Calendar.EPOCH_DAY, (1 << 22) - 1))
            : uint32(uint256(int256(uint256(day)) + (near % 6)));
        if (p.dayNumber <= day && p.dayNumber + 3 >= day) mustAccept(proven(p), "fresh day");
        else mustRefuse(proven(p), "stale or future day");
    }

    function testFuzz_deadline_is_the_last_second(uint256 late) public {
        Presentation memory p = proven(draft(21));
        vm.warp(p.deadline + bound(late, 1, 20 hours));
        if (vm.getBlockTimestamp() / 1 days <= NOW / 1 days + 3) mustRefuse(p, "past its deadline");
        vm.warp(p.deadline);
        mustAccept(p, "at its deadline");
    }

    function test_programme_opens_inclusively_and_closes_exclusively() public {
        ProgrammeTerms memory terms = gate.programmeTerms(programme);
        travel(terms.opensAt - 1);
        mustRefuse(proven(draft(22)), "before it opens");
        travel(terms.opensAt);
        mustAccept(proven(draft(22)), "as it opens");
        travel(terms.closesAt - 1);
        mustAccept(proven(draft(23)), "last second");
        travel(terms.closesAt);
        mustRefuse(proven(draft(24)), "as it closes");
    }

    /// A field of another length, or more behind it, changes nothing but what is read: the call is refused.
    function testFuzz_refuses_short_calldata(uint256 length) public {
        Presentation memory p = proven(draft(25));
        bytes memory data = abi.encodeCall(gate.claim, (basisOf(p), itemOf(p)));
        length = bound(length, 0, data.length - 1);
        assembly ("memory-safe") {
            mstore(data, length)
        }
        vm.prank(CLAIMANT);
        (bool ok,) = address(gate).call(data);
        require(!ok, "short calldata");
        require(gate.claimedOrdinals(25) == 0, "marked");
    }

    /// Numbers wider than their type are refused by the decoder, not cut.
    function testFuzz_refuses_dirty_upper_bits(uint256 field, uint256 bit) public {
        Presentation memory p = proven(draft(26));
        bytes memory data = abi.encodeCall(gate.claim, (basisOf(p), itemOf(p)));
        // period, dayNumber, recipient, deadline, ordinal: their words and widths in bits
        uint8[5] memory words = [3, 4, 15, 16, 17];
        uint8[5] memory widths = [32, 32, 160, 40, 8];
        field %= 5;
        bit = bound(bit, widths[field], 255);
        field = words[field];
        assembly ("memory-safe") {
            let at := add(add(data, 36), mul(32, field))
            mstore(at, or(mload(at), shl(bit, 1)))
        }
        vm.prank(CLAIMANT);
        (bool ok,) = address(gate).call(data);
        require(!ok && gate.claimedOrdinals(26) == 0, "dirty upper bits");
    }

    /// A pair ends as long after the last statement with it as statements are good, whether another followed it or not.
    function testFuzz_roots_end_when_their_age_is_over(uint40 age, uint40 again, uint40 later, bool superseded) public {
        age = uint40(bound(age, 1, 30 days));
        vm.prank(ADMIN);
        gate.setMaxRootAge(age);
        travel(NOW + bound(again, 0, 5 days));
        // An end that was known before is not brought forward.
        uint256 end = vm.getBlockTimestamp() + age - 1;
        if (end < NOW + 2 days - 1) end = NOW + 2 days - 1;
        if (superseded) publish(STATUS_ROOT + 1);
        vm.warp(vm.getBlockTimestamp() + bound(later, 0, 9 days));
        Presentation memory p = draft(27);
        p.statusRoot = STATUS_ROOT;
        if (vm.getBlockTimestamp() <= end) mustAccept(proven(p), "before its end");
        else mustRefuseWith(proven(p), ClaimCode.RootsNotAccepted, "after its end");
        vm.warp(end);
        p = draft(28);
        p.statusRoot = STATUS_ROOT;
        mustAccept(proven(p), "last second");
        vm.warp(end + 1);
        p = draft(29);
        p.statusRoot = STATUS_ROOT;
        mustRefuseWith(proven(p), ClaimCode.RootsNotAccepted, "first second after");
    }

    function testFuzz_replay_elsewhere(uint64 chain) public {
        Presentation memory p = proven(draft(30));
        // Another contract with the same history: its scope differs, so its programme's proof does.
        setUpWorld();
        mustRefuse(p, "another contract");
        vm.assume(chain != 31337 && chain != 0);
        p = proven(draft(31));
        uint256 scope = gate.scopeOf("benefits.example.org", "senior-pass");
        vm.chainId(bound(chain, 1, 1 << 62));
        require(block.chainid == 31337 || gate.scopeOf("benefits.example.org", "senior-pass") != scope, "scope names the chain");
    }

    /// A batch accepts exactly the items that single calls, in its order, accept.
    function testFuzz_batch_equals_singles(uint256 seed) public {
        uint256 size = bound(seed, 1, 6);
        Presentation[] memory items = new Presentation[](size);
        for (uint256 i = 0; i < size; i++) {
            uint256 dice = uint256(keccak256(abi.encode(seed, i)));
            // Few nullifiers, so that they meet again within the batch.
            Presentation memory p = draft(1 + dice % 4);
            uint256 flaw = (dice >> 8) % 8;
            if (flaw == 1) p.recipient = address(0);
            if (flaw == 2) p.deadline = uint64(vm.getBlockTimestamp() - 1);
            items[i] = proven(p);
            if (flaw == 3) p.proof[(dice >> 16) % 8] += Q;
            if (flaw == 4) p.nullifier += R;
        }
        uint256 state = vm.snapshotState();
        ClaimCode[] memory single = new ClaimCode[](size);
        for (uint256 i = 0; i < size; i++) {
            (bool ok, bytes memory reason) = tryClaim(items[i]);
            single[i] = ok ? ClaimCode.Accepted : ClaimCode(uint8(reason[35]));
        }
        vm.revertToState(state);
        vm.prank(RELAYER);
        ClaimCode[] memory batch = gate.claimBatch(basisOf(items[0]), itemsOf(items));
        require(batch.length == size, "one code for each item");
        for (uint256 i = 0; i < size; i++) assertEq(uint256(batch[i]), uint256(single[i]), "batch and single differ");
        for (uint256 i = 1; i < 5; i++) require(gate.claimedOrdinals(i) <= 1, "maxClaims");
    }

    /// What is wrong with the shared basis refuses the batch with the code that a single claim gets.
    function testFuzz_batch_refuses_a_wrong_basis(uint256 flaw) public {
        Presentation[] memory items = new Presentation[](2);
        for (uint256 i = 0; i < 2; i++) {
            Presentation memory p = draft(1 + i);
            // Hashed, as the fuzzer knows the id of the programme that there is.
            if (flaw % 6 == 0) p.programme = keccak256(abi.encode(flaw));
            if (flaw % 6 == 1) p.issuerRoot += 1;
            if (flaw % 6 == 2) p.statusRoot += 1;
            if (flaw % 6 == 3) p.period += 1;
            if (flaw % 6 == 4) p.dayNumber += 1;
            if (flaw % 6 == 5) p.dayNumber -= 4;
            items[i] = flaw % 6 == 0 ? p : proven(p);
        }
        (, bytes memory single) = tryClaim(items[0]);
        vm.prank(RELAYER);
        (bool ok, bytes memory batch) =
            address(gate).call(abi.encodeCall(gate.claimBatch, (basisOf(items[0]), itemsOf(items))));
        require(!ok && keccak256(batch) == keccak256(single), "basis");
    }

    /// Items proven for an older basis, by any of what may differ within the rules, settle under that basis only.
    function testFuzz_batch_under_another_accepted_basis(uint8 days_, bool olderRoot, bool refresh) public {
        travel(NOW + 2 days);
        publish(STATUS_ROOT + 1);
        if (refresh) gate.refreshProgramme(programme);
        Presentation[] memory items = new Presentation[](3);
        for (uint256 i = 0; i < 3; i++) {
            Presentation memory p = draft(70 + i);
            p.dayNumber -= days_ % 4;
            if (olderRoot) p.statusRoot = STATUS_ROOT;
            items[i] = proven(p);
        }
        vm.prank(RELAYER);
        ClaimCode[] memory codes = gate.claimBatch(basisOf(items[0]), itemsOf(items));
        for (uint256 i = 0; i < 3; i++) require(codes[i] == ClaimCode.Accepted, "older basis");
    }

    /// One false proof among true ones: the batch does not settle it, whatever its place.
    function testFuzz_batch_refuses_a_false_proof(uint256 seed) public {
        uint256 size = bound(seed, 1, 5);
        uint256 bad = (seed >> 8) % size;
        Presentation[] memory items = new Presentation[](size);
        for (uint256 i = 0; i < size; i++) {
            items[i] = proven(draft(40 + i));
            if (i != bad) continue;
            uint256[8] memory signals = signalsOf(items[i]);
            signals[(seed >> 16) % 8] = addmod(signals[(seed >> 16) % 8], 1, R);
            items[i].proof = proofOf(signals, seed);
        }
        vm.prank(RELAYER);
        (bool ok, bytes memory answer) = address(gate).call(abi.encodeCall(gate.claimBatch, (basisOf(items[0]), itemsOf(items))));
        if (ok) require(abi.decode(answer, (ClaimCode[]))[bad] != ClaimCode.Accepted, "false proof accepted");
        require(gate.claimedOrdinals(40 + bad) == 0, "false proof marked");
    }

    /// Two errors that cancel in a plain sum must not cancel in the random one.
    function test_batch_errors_do_not_cancel() public {
        Presentation[] memory items = new Presentation[](2);
        for (uint256 i = 0; i < 2; i++) items[i] = proven(draft(50 + i));
        // Swapping the C points keeps the sum of the C's.
        (items[0].proof[6], items[1].proof[6]) = (items[1].proof[6], items[0].proof[6]);
        (items[0].proof[7], items[1].proof[7]) = (items[1].proof[7], items[0].proof[7]);
        vm.prank(RELAYER);
        (bool ok,) = address(gate).call(abi.encodeCall(gate.claimBatch, (basisOf(items[0]), itemsOf(items))));
        require(!ok && gate.claimedOrdinals(50) == 0 && gate.claimedOrdinals(51) == 0, "cancelling errors");
    }

    function testFuzz_folded_equals_single(uint256 nullifier, uint256 mutation) public {
        Presentation memory p = proven(draft(nullifier % R));
        bytes32 fold = gate.foldProgramme(basisOf(p));
        ClaimItem memory f = itemOf(p);
        mutation %= 7;
        if (mutation == 0) f.nullifier = addmod(f.nullifier, 1, R);
        if (mutation == 1) f.nonce = keccak256(abi.encode(f.nonce));
        if (mutation == 2) f.deadline += 1;
        if (mutation == 3) fold = keccak256(abi.encode(fold));
        if (mutation == 4) f.proof[0] += Q;
        if (mutation == 6) f.ordinal += 1;
        vm.prank(f.recipient);
        (bool ok,) = address(gate).call(abi.encodeCall(gate.claimFolded, (fold, f)));
        require(ok == (mutation == 5), "folded verdict");
        require(gate.claimedOrdinals(p.nullifier) == (ok ? 1 : 0), "folded mark");
        if (ok) {
            (bool again,) = tryClaim(p);
            require(!again, "both ways");
        }
    }

    function testFuzz_folds_go_stale(uint256 seconds_) public {
        bytes32 fold = gate.refreshProgramme(programme);
        Presentation memory p = draft(61);
        travel(NOW + bound(seconds_, 0, 40 days));
        p.deadline = uint64(vm.getBlockTimestamp() + 1 hours);
        ClaimItem memory f = itemOf(proven(p));
        (uint32 period,) = gate.currentPeriodAndDay(programme);
        bool fresh = vm.getBlockTimestamp() / 1 days <= NOW / 1 days + 3 && period == p.period;
        vm.prank(CLAIMANT);
        (bool ok,) = address(gate).call(abi.encodeCall(gate.claimFolded, (fold, f)));
        require(!ok || fresh, "stale fold accepted");
    }

    function test_fold_dies_with_its_root_and_pause() public {
        bytes32 fold = gate.refreshProgramme(programme);
        ClaimItem memory f = itemOf(proven(draft(62)));
        uint256 state = vm.snapshotState();
        vm.prank(GUARDIAN);
        gate.revokeRoot(STATUS_TREE, STATUS_ROOT);
        vm.prank(CLAIMANT);
        (bool ok,) = address(gate).call(abi.encodeCall(gate.claimFolded, (fold, f)));
        require(!ok, "revoked root");
        vm.revertToState(state);
        vm.prank(GUARDIAN);
        gate.pauseProgramme(programme);
        vm.prank(CLAIMANT);
        (ok,) = address(gate).call(abi.encodeCall(gate.claimFolded, (fold, f)));
        require(!ok, "paused");
        vm.revertToState(state);
        vm.prank(CLAIMANT);
        gate.claimFolded(fold, f);
    }

    function testFuzz_garbage_never_counts(bytes calldata data) public {
        vm.prank(CLAIMANT);
        (bool ok,) = address(gate).call(data);
        ok;
        require(gate.accepted() == 0, "accepted garbage");
        vm.prank(CLAIMANT);
        (ok,) = address(gate).call(abi.encodePacked(IClaimGate.claim.selector, data));
        require(!ok && gate.accepted() == 0, "accepted garbage claim");
    }

    function proofOf(uint256[8] memory signals, uint256 blinding) internal view returns (uint256[8] memory) {
        return Trapdoor.prove(signals, blinding);
    }
}
