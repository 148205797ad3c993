// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ClaimCode, ClaimItem} from "../../interfaces/IClaimGate.sol";
import {ProgrammeTerms} from "../../interfaces/IProgrammeRegistry.sol";
import {GasLimits} from "../../interfaces/IRootRegistry.sol";
import {Calendar} from "../fuzz/Calendar.sol";
import {statementOf} from "../fuzz/Setup.sol";
import {TestGate} from "../fuzz/TestGate.sol";
import {World} from "../fuzz/World.sol";
import {Presentation, basisOf, itemOf, itemsOf} from "../fuzz/Presentation.sol";

/// Does anything to a gate that anyone may do, and keeps its own books. A broken promise reverts; the run counts it.
contract ClaimGateHandler is World {
    uint256 private constant HOLDERS = 6;
    uint256 private constant VERSIONS = 4;
    /// How long roots are good in `setupOf`.
    uint256 private constant AGE = 2 days;
    uint256 private issuerGoodUntil;

    uint256 public claimsAccepted;
    uint256 public claimsTried;
    uint32 public versions = 1;
    bytes32[] public programmes;
    bytes32[] public termsHashes;
    uint8[] public maxClaims;
    /// Bits of the ordinals accepted (bit k for ordinal k), by our own books and not the gate's.
    mapping(uint256 nullifier => uint256) public used;
    mapping(uint256 nullifier => uint256) public most;
    uint256[] public nullifiers;
    /// The largest maxClaims of any version so far.
    uint8 public largest = 1;
    bytes32 public gridHash;
    /// Our own record of roots: the last second at which each is good.
    uint256[] public statusRoots;
    mapping(uint256 root => uint256) public goodUntil;
    mapping(bytes32 programme => bool) public paused;

    constructor() {
        setUpWorld();
        keep(programme);
        (gridHash,) = gate.gridOf("benefits.example.org", "senior-pass");
        statusRoots.push(STATUS_ROOT);
        goodUntil[STATUS_ROOT] = NOW + AGE - 1;
        issuerGoodUntil = NOW + AGE - 1;
    }

    function theGate() external view returns (TestGate) {
        return gate;
    }

    function programmeCount() external view returns (uint256) {
        return programmes.length;
    }

    function nullifierCount() external view returns (uint256) {
        return nullifiers.length;
    }

    // -- what people do

    function claim(uint256 seed) external {
        Presentation memory p = any(seed);
        bool expected = shouldAccept(p);
        (bool ok,) = tryClaim(p);
        require(ok == expected, "3: a claim's verdict is not what the books say");
        note(p, ok);
    }

    function claimBatch(uint256 seed) external {
        Presentation[] memory items = new Presentation[](1 + seed % 4);
        for (uint256 i = 0; i < items.length; i++) {
            Presentation memory p = any(uint256(keccak256(abi.encode(seed, i))));
            if (i > 0) {
                (p.programme, p.issuerRoot, p.statusRoot) = (items[0].programme, items[0].issuerRoot, items[0].statusRoot);
                (p.period, p.dayNumber) = (items[0].period, items[0].dayNumber);
                p = proven(p);
            }
            items[i] = p;
        }
        vm.prank(RELAYER);
        (bool ok, bytes memory answer) =
            address(gate).call(abi.encodeCall(gate.claimBatch, (basisOf(items[0]), itemsOf(items))));
        ClaimCode[] memory codes = ok ? abi.decode(answer, (ClaimCode[])) : new ClaimCode[](items.length);
        for (uint256 i = 0; i < items.length; i++) {
            bool expected = shouldAccept(items[i]);
            bool accepted = ok && codes[i] == ClaimCode.Accepted;
            require(accepted == expected, "11: a batch's verdict is not that of single claims");
            note(items[i], expected);
        }
    }

    function claimFolded(uint256 seed, bool spoil) external {
        Presentation memory p = any(seed);
        (bool folded,) = address(gate).call(abi.encodeCall(gate.foldProgramme, (basisOf(p))));
        require(folded == holds(p), "10: a fold of what is not accepted, or none of what is");
        bytes32 fold = gate.foldId(basisOf(p));
        bool expected = folded && shouldAccept(p) && !spoil;
        ClaimItem memory f = itemOf(p);
        if (spoil) f.nonce = keccak256(abi.encode(f.nonce));
        vm.prank(p.recipient);
        (bool ok,) = address(gate).call(abi.encodeCall(gate.claimFolded, (fold, f)));
        require(ok == expected, "10: a folded claim's verdict is not that of a single claim");
        note(p, ok);
    }

    function falseClaim(uint256 seed) external {
        Presentation memory p = any(seed);
        p.proof[(seed >> 8) % 8] ^= 1 << ((seed >> 16) % 256);
        (bool ok,) = tryClaim(p);
        require(!ok, "3: a false proof was accepted");
    }

    function frontRun(uint256 seed, address thief) external {
        Presentation memory p = any(seed);
        vm.assume(thief != p.recipient && thief != RELAYER);
        vm.prank(thief);
        (bool ok,) = address(gate).call(abi.encodeCall(gate.claim, (basisOf(p), itemOf(p))));
        require(!ok, "4: somebody else's claim was accepted");
    }

    function pass(uint256 time) external {
        vm.warp(block.timestamp + time % 20 hours);
    }

    // -- what officers do

    /// A statement of the registry: another status root, or the same again, and the issuer root extended.
    function publishRoots(uint256 seed) external {
        uint256 root = seed % 4 == 0 ? 1 + seed % (R - 1) : statusRoots[statusRoots.length - 1];
        if (goodUntil[root] == 1) root = 1 + uint256(keccak256(abi.encode(seed))) % (R - 1);
        publish(root);
        if (goodUntil[root] == 0) statusRoots.push(root);
        goodUntil[root] = issuerGoodUntil = block.timestamp + AGE - 1;
    }

    function revokeStatusRoot(uint256 seed) external {
        // Rarely: a run without any good root proves little.
        if (seed % 8 != 0) return;
        uint256 root = statusRoots[(seed >> 8) % statusRoots.length];
        vm.prank(GUARDIAN);
        gate.revokeRoot(STATUS_TREE, root);
        goodUntil[root] = 1;
    }

    function togglePause(uint256 seed) external {
        bytes32 id = programmes[seed % programmes.length];
        if (paused[id]) {
            vm.prank(ADMIN);
            gate.unpauseProgramme(id);
        } else {
            if (seed % 3 != 0) return;
            vm.prank(GUARDIAN);
            gate.pauseProgramme(id);
        }
        paused[id] = !paused[id];
    }

    function refresh(uint256 seed) external {
        bytes32 id = programmes[seed % programmes.length];
        (bool ok,) = address(gate).call(abi.encodeCall(gate.refreshProgramme, (id)));
        require(ok == holds(draftFor(id, 0)), "10: a fold of what is not accepted, or none of what is");
    }

    function addVersion(uint256 seed) external {
        ProgrammeTerms memory terms = termsOf("senior-pass", versions);
        vm.startPrank(ADMIN);
        (bool ok,) = address(gate).call(abi.encodeCall(gate.addProgramme, (terms)));
        require(!ok, "8: a version was overwritten");
        if (versions < VERSIONS) {
            terms = termsOf("senior-pass", ++versions);
            terms.maxClaims = uint8(1 + seed % 3);
            if (terms.maxClaims < largest || seed % 5 == 0) {
                if (seed % 5 == 0) terms.grid.daysEach = 31;
                (ok,) = address(gate).call(abi.encodeCall(gate.addProgramme, (terms)));
                require(!ok, "8: a lower maxClaims or a second grid");
                terms = termsOf("senior-pass", versions);
                terms.maxClaims = largest;
            }
            largest = terms.maxClaims;
            keep(gate.addProgramme(terms));
        }
        vm.stopPrank();
    }

    function stranger(address who, uint256 seed) external {
        vm.assume(who != ADMIN && who != GUARDIAN && who != RELAYER && who != address(0));
        bytes32 id = programmes[0];
        bytes[12] memory calls = [
            abi.encodeCall(gate.trustIssuerRoot, (SCHEMA, 1 + seed % (R - 1))),
            abi.encodeCall(gate.publish, (statementOf(block.timestamp, SCHEMA, ISSUER_ROOT, 1 + seed % (R - 1)))),
            abi.encodeCall(gate.suspendRole, (keccak256("STATUS_ROLE"))),
            abi.encodeCall(gate.raiseGasLimits, (GasLimits(1e9, 1e9, 1e9, 1e9))),
            abi.encodeCall(gate.revokeRoot, (SCHEMA, ISSUER_ROOT)),
            abi.encodeCall(gate.setMaxRootAge, (1)),
            abi.encodeCall(gate.replaceProgramme, (id, termsOf("senior-pass", 99))),
            abi.encodeCall(gate.addProgramme, (termsOf("other", 1))),
            abi.encodeCall(gate.closeProgramme, (id, uint40(block.timestamp))),
            abi.encodeCall(gate.pauseProgramme, (id)),
            abi.encodeCall(gate.unpauseProgramme, (id)),
            abi.encodeCall(gate.grantRole, (keccak256("RELAYER_ROLE"), who))
        ];
        vm.prank(who);
        (bool ok,) = address(gate).call(calls[seed % 12]);
        require(!ok, "9: somebody without the role changed something");
        vm.prank(who);
        (ok,) = address(gate).call(abi.encodeCall(gate.claimBatch, (basisOf(any(seed)), new ClaimItem[](1))));
        require(!ok, "9: a batch from somebody without the role");
    }

    // -- the books

    /// A presentation with a true proof of what it says, right or wrong.
    function any(uint256 seed) private view returns (Presentation memory p) {
        uint256 dice = uint256(keccak256(abi.encode(seed)));
        bytes32 id = programmes[dice % programmes.length];
        p = draftFor(id, uint256(keccak256(abi.encode((dice >> 8) % HOLDERS, gatePeriod(id)))) % R);
        p.recipient = address(uint160(0xc000 + (dice >> 16) % 5));
        p.ordinal = uint8((dice >> 56) % 5);
        p.statusRoot = dice >> 40 & 1 == 0 ? p.statusRoot : statusRoots[(dice >> 24) % statusRoots.length];
        uint256 flaw = (dice >> 48) % 12;
        if (flaw == 0) p.period += 1;
        if (flaw == 1) p.dayNumber += 1;
        if (flaw == 2) p.dayNumber -= 4;
        if (flaw == 3) p.deadline = uint64(block.timestamp - 1);
        if (flaw == 4) p.issuerRoot += 1;
        if (flaw == 5) p.dayNumber -= 3;
        return proven(p);
    }

    function gatePeriod(bytes32 id) private view returns (uint32 period) {
        (period,) = gate.currentPeriodAndDay(id);
    }

    /// Whether anything may be claimed on the basis.
    function holds(Presentation memory p) private view returns (bool) {
        if (paused[p.programme] || block.timestamp >= NOW + 300 days) return false;
        uint256 day = block.timestamp / 1 days + 719_163;
        if (p.period != periodOf(day) || Calendar.calendarOf(p.dayNumber) < p.period) return false;
        if (p.dayNumber > day || p.dayNumber + 3 < day) return false;
        if (p.issuerRoot != ISSUER_ROOT || issuerGoodUntil < block.timestamp) return false;
        return goodUntil[p.statusRoot] >= block.timestamp;
    }

    function shouldAccept(Presentation memory p) private view returns (bool) {
        if (!holds(p) || block.timestamp > p.deadline) return false;
        if (p.ordinal == 0 || p.ordinal > maxClaimsOf(p.programme)) return false;
        return (used[p.nullifier] >> p.ordinal) & 1 == 0;
    }

    function maxClaimsOf(bytes32 id) private view returns (uint8) {
        for (uint256 i = 0; i < programmes.length; i++) if (programmes[i] == id) return maxClaims[i];
        return 0;
    }

    function note(Presentation memory p, bool ok) private {
        claimsTried++;
        if (!ok) return;
        claimsAccepted++;
        if (used[p.nullifier] == 0) nullifiers.push(p.nullifier);
        require((used[p.nullifier] >> p.ordinal) & 1 == 0, "1: a nullifier and ordinal twice");
        used[p.nullifier] |= 1 << p.ordinal;
        uint8 granted = maxClaimsOf(p.programme);
        if (granted > most[p.nullifier]) most[p.nullifier] = granted;
    }

    function keep(bytes32 id) private {
        ProgrammeTerms memory terms = gate.programmeTerms(id);
        programmes.push(id);
        termsHashes.push(keccak256(abi.encode(terms)));
        maxClaims.push(terms.maxClaims);
    }
}

/// The invariants, numbered as in contracts/README.md, all looked at after every call; FOUNDRY_INVARIANT_RUNS and _DEPTH set how many.
contract ClaimGateInvariants {
    ClaimGateHandler private handler;
    TestGate private gate;

    function setUp() public {
        handler = new ClaimGateHandler();
        gate = handler.theGate();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariant_all_hold() public view {
        // 2: paid is accepted times amount.
        require(gate.accepted() == handler.claimsAccepted(), "2: accepted");
        require(gate.totalPaid() == handler.claimsAccepted() * gate.AMOUNT(), "2: paid");
        // 1: no ordinal of a nullifier twice or beyond its maxClaims, none used up but by accepted claims.
        uint256 sum = 0;
        for (uint256 i = 0; i < handler.nullifierCount(); i++) {
            uint256 nullifier = handler.nullifiers(i);
            uint256 ordinals = gate.claimedOrdinals(nullifier);
            require(ordinals << 1 == handler.used(nullifier), "1: ordinals");
            require(ordinals < 1 << handler.most(nullifier), "1: beyond maxClaims");
            for (; ordinals > 0; ordinals >>= 1) sum += ordinals & 1;
        }
        require(sum == handler.claimsAccepted(), "1: sum");
        // 8: versions are only added, their terms never change.
        require(gate.programmeCount() == handler.programmeCount(), "8: versions");
        (bytes32 gridHash, uint8 largest) = gate.gridOf("benefits.example.org", "senior-pass");
        require(gridHash == handler.gridHash() && largest == handler.largest(), "8: one grid, and maxClaims never falls");
        for (uint256 i = 0; i < handler.programmeCount(); i++) {
            bytes32 id = handler.programmes(i);
            require(gate.programmeAt(i) == id, "8: order");
            require(keccak256(abi.encode(gate.programmeTerms(id))) == handler.termsHashes(i), "8: terms");
            require(gate.isPaused(id) == handler.paused(id), "8: pause");
        }
    }

    /// Runs in which nothing was ever accepted would prove nothing. In a single one it may be so: roots get old, programmes
    /// are paused.
    function test_some_of_the_claims_are_accepted() public {
        for (uint256 seed = 0; seed < 64; seed++) handler.claim(seed);
        require(handler.claimsAccepted() >= 3, "accepted");
        require(handler.claimsTried() > 2 * handler.claimsAccepted(), "refused");
    }
}
