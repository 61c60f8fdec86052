using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Auth.Infrastructure.Passwords;

/// <summary>
/// BCrypt (Provos and Mazières, 1999), up to four hashes at a time on one thread. Each of its rounds waits for four table lookups, each of which waits for the round before: alone, a hash leaves most
/// of a core idle. The lookups of several hashes do not wait for one another, so their rounds are written side by side, a lane each, and the processor overlaps them. Every key schedule is a loop of
/// 2^cost equal turns, so hashes may sit down and leave between any two; they need neither begin nor end together, nor be of one cost.
/// Not for several threads at once. The only class that works with bare memory: no bounds check stands between the rounds, and what it held can be wiped for certain.
/// </summary>
internal sealed unsafe class InterleavedBCrypt : IHashEngine
{
    public const int Lanes = 4;

    /// <summary>Some milliseconds at most, so that nobody waits long for a free lane.</summary>
    private const int TurnsAtOnce = 64;

    private const int SubkeyCount = 18;
    private const int BoxSize = 256;
    private const int StateWords = SubkeyCount + (4 * BoxSize);
    private const int Word = sizeof(uint);
    private const int TextRounds = 64;

    /// <summary>What a lane keeps: the subkeys and boxes, then the words of the password and of the salt as often as there are subkeys.</summary>
    private const int LaneBytes = (StateWords + (2 * SubkeyCount)) * Word;
    private const int PasswordWords = StateWords * Word;
    private const int SaltWords = (StateWords + SubkeyCount) * Word;

    private const int CacheLine = 64;

    private readonly List<HashTask> seated = new(Lanes);
    private byte* lanes = (byte*)NativeMemory.AlignedAlloc(Lanes * LaneBytes, CacheLine);

    public InterleavedBCrypt() => Memory.Clear();

    public int Seats => Lanes;

    internal Span<byte> Memory => new(lanes, Lanes * LaneBytes);

    public void Seat(HashTask task)
    {
        ObjectDisposedException.ThrowIf(lanes is null, this);
        if (seated.Count == Lanes)
            throw new InvalidOperationException("All lanes are taken.");
        var lane = Lane(seated.Count);
        seated.Add(task);
        PiFraction.Words.CopyTo(new Span<uint>(lane, StateWords));
        Span<byte> key = stackalloc byte[SubkeyCount * Word];
        Spread(task.WriteKey(key), lane + PasswordWords);
        Spread(task.Salt, lane + SaltWords);
        CryptographicOperations.ZeroMemory(key);
        task.ForgetPassword();
        ScheduleSalted(lane);
        task.Remaining = task.Turns;
    }

    public void Unseat(HashTask task)
    {
        if (seated.IndexOf(task) is >= 0 and var index)
            Vacate(index);
    }

    public void Advance()
    {
        var turns = TurnsAtOnce;
        foreach (var task in seated)
            turns = (int)Math.Min(turns, task.Remaining);
        switch (seated.Count)
        {
            case 1: Schedule<One>(lanes, turns); break;
            case 2: Schedule<Two>(lanes, turns); break;
            case 3: Schedule<Three>(lanes, turns); break;
            default: Schedule<Four>(lanes, turns); break;
        }

        for (var i = seated.Count - 1; i >= 0; i--)
        {
            var task = seated[i];
            task.Remaining -= turns;
            if (task.Remaining == 0 && task.Digest is null)
                task.Remaining = task.Show(EncryptText(Lane(i)));
            if (task.Remaining == 0)
                Vacate(i);
        }
    }

    public void Dispose()
    {
        if (lanes is null)
            return;
        CryptographicOperations.ZeroMemory(Memory);
        NativeMemory.AlignedFree(lanes);
        lanes = null;
    }

    private byte* Lane(int index) => lanes + (index * LaneBytes);

    /// <summary>The lanes in use stay the first ones: the last moves to where one got free, and its own memory is wiped.</summary>
    private void Vacate(int index)
    {
        var last = seated.Count - 1;
        seated[index] = seated[last];
        seated.RemoveAt(last);
        Span<byte> left = new(Lane(last), LaneBytes);
        left.CopyTo(new Span<byte>(Lane(index), LaneBytes));
        CryptographicOperations.ZeroMemory(left);
    }

    /// <summary>Repeats the bytes, as big-endian words, over as many words as there are subkeys.</summary>
    private static void Spread(ReadOnlySpan<byte> bytes, byte* words)
    {
        for (var i = 0; i < SubkeyCount * Word; i += Word)
        {
            *(uint*)(words + i) = ((uint)bytes[i % bytes.Length] << 24) | ((uint)bytes[(i + 1) % bytes.Length] << 16)
                | ((uint)bytes[(i + 2) % bytes.Length] << 8) | bytes[(i + 3) % bytes.Length];
        }
    }

    /// <summary>The first key schedule, the only one that mixes the salt into what is encrypted.</summary>
    private static void ScheduleSalted(byte* lane)
    {
        var salt = (uint*)(lane + SaltWords);
        MixIn<One>(lane, lane + PasswordWords);
        One left = default, right = default;
        for (var i = 0; i < StateWords; i += 2)
        {
            left ^= new One(salt[i % (HashTask.SaltLength / Word)]);
            right ^= new One(salt[(i + 1) % (HashTask.SaltLength / Word)]);
            Encrypt(lane, ref left, ref right);
            One.Store(lane + (i * Word), left);
            One.Store(lane + ((i + 1) * Word), right);
        }
    }

    private static byte[] EncryptText(byte* lane)
    {
        var text = "OrpheanBeholderScryDoubt"u8.ToArray();
        for (var i = 0; i < text.Length; i += 2 * Word)
        {
            var (left, right) = (new One(BinaryPrimitives.ReadUInt32BigEndian(text.AsSpan(i))), new One(BinaryPrimitives.ReadUInt32BigEndian(text.AsSpan(i + Word))));
            for (var round = 0; round < TextRounds; round++)
                Encrypt(lane, ref left, ref right);
            BinaryPrimitives.WriteUInt32BigEndian(text.AsSpan(i), left.A);
            BinaryPrimitives.WriteUInt32BigEndian(text.AsSpan(i + Word), right.A);
        }

        return text[..HashTask.DigestLength];
    }

    // Compiled once and for good: the tiers would begin with code that is ten times slower, in the middle of a login.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Schedule<T>(byte* lane, int turns)
        where T : struct, ILanes<T>
    {
        for (var i = 0; i < turns; i++)
        {
            Schedule<T>(lane, lane + PasswordWords);
            Schedule<T>(lane, lane + SaltWords);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Schedule<T>(byte* lane, byte* words)
        where T : struct, ILanes<T>
    {
        MixIn<T>(lane, words);
        T left = default, right = default;
        for (var at = 0; at < StateWords * Word; at += 2 * Word)
        {
            Encrypt(lane, ref left, ref right);
            T.Store(lane + at, left);
            T.Store(lane + at + Word, right);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MixIn<T>(byte* lane, byte* words)
        where T : struct, ILanes<T>
    {
        for (var at = 0; at < SubkeyCount * Word; at += Word)
            T.Store(lane + at, T.Load(lane + at) ^ T.Load(words + at));
    }

    /// <summary>One block of Blowfish: sixteen rounds, two a turn of the loop. Fully unrolled, the compiler gives up on keeping the lanes in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Encrypt<T>(byte* lane, ref T left, ref T right)
        where T : struct, ILanes<T>
    {
        var (l, r) = (left ^ T.Load(lane), right);
        for (var subkey = lane + Word; subkey < lane + ((SubkeyCount - 1) * Word); subkey += 2 * Word)
        {
            r = r ^ T.Load(subkey) ^ T.F(lane, l);
            l = l ^ T.Load(subkey + Word) ^ T.F(lane, r);
        }

        (left, right) = (r ^ T.Load(lane + ((SubkeyCount - 1) * Word)), l);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Load(byte* at, int lane) => *(uint*)(at + (lane * LaneBytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(byte* at, int lane, uint value) => *(uint*)(at + (lane * LaneBytes)) = value;

    /// <summary>Blowfish's F of one lane. All offsets are constants, which the processor adds while it addresses.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint F(byte* state, uint x, int lane) =>
        ((Box(state, x >> 24, lane, 0) + Box(state, (byte)(x >> 16), lane, 1)) ^ Box(state, (byte)(x >> 8), lane, 2)) + Box(state, (byte)x, lane, 3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Box(byte* state, uint index, int lane, int box) =>
        *(uint*)(state + ((nuint)index * Word) + ((lane * LaneBytes) + ((SubkeyCount + (box * BoxSize)) * Word)));

    /// <summary>A word of each of several lanes. Written out for each number of lanes: only so does the compiler keep every word in a register of its own.</summary>
    private interface ILanes<T>
        where T : struct, ILanes<T>
    {
        static abstract T Load(byte* at);

        static abstract void Store(byte* at, T value);

        static abstract T F(byte* state, T x);

        static abstract T operator ^(T x, T y);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly struct One(uint a) : ILanes<One>
    {
        public readonly uint A = a;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static One Load(byte* at) => new(InterleavedBCrypt.Load(at, 0));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(byte* at, One value) => InterleavedBCrypt.Store(at, 0, value.A);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static One F(byte* state, One x) => new(InterleavedBCrypt.F(state, x.A, 0));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static One operator ^(One x, One y) => new(x.A ^ y.A);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly struct Two(uint a, uint b) : ILanes<Two>
    {
        private readonly uint a = a, b = b;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Two Load(byte* at) => new(InterleavedBCrypt.Load(at, 0), InterleavedBCrypt.Load(at, 1));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(byte* at, Two value)
        {
            InterleavedBCrypt.Store(at, 0, value.a);
            InterleavedBCrypt.Store(at, 1, value.b);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Two F(byte* state, Two x) =>
            new(InterleavedBCrypt.F(state, x.a, 0), InterleavedBCrypt.F(state, x.b, 1));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Two operator ^(Two x, Two y) => new(x.a ^ y.a, x.b ^ y.b);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly struct Three(uint a, uint b, uint c) : ILanes<Three>
    {
        private readonly uint a = a, b = b, c = c;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Three Load(byte* at) => new(InterleavedBCrypt.Load(at, 0), InterleavedBCrypt.Load(at, 1), InterleavedBCrypt.Load(at, 2));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(byte* at, Three value)
        {
            InterleavedBCrypt.Store(at, 0, value.a);
            InterleavedBCrypt.Store(at, 1, value.b);
            InterleavedBCrypt.Store(at, 2, value.c);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Three F(byte* state, Three x) =>
            new(InterleavedBCrypt.F(state, x.a, 0), InterleavedBCrypt.F(state, x.b, 1), InterleavedBCrypt.F(state, x.c, 2));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Three operator ^(Three x, Three y) => new(x.a ^ y.a, x.b ^ y.b, x.c ^ y.c);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly struct Four(uint a, uint b, uint c, uint d) : ILanes<Four>
    {
        private readonly uint a = a, b = b, c = c, d = d;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Four Load(byte* at) => new(InterleavedBCrypt.Load(at, 0), InterleavedBCrypt.Load(at, 1), InterleavedBCrypt.Load(at, 2), InterleavedBCrypt.Load(at, 3));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(byte* at, Four value)
        {
            InterleavedBCrypt.Store(at, 0, value.a);
            InterleavedBCrypt.Store(at, 1, value.b);
            InterleavedBCrypt.Store(at, 2, value.c);
            InterleavedBCrypt.Store(at, 3, value.d);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Four F(byte* state, Four x) =>
            new(InterleavedBCrypt.F(state, x.a, 0), InterleavedBCrypt.F(state, x.b, 1), InterleavedBCrypt.F(state, x.c, 2), InterleavedBCrypt.F(state, x.d, 3));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Four operator ^(Four x, Four y) => new(x.a ^ y.a, x.b ^ y.b, x.c ^ y.c, x.d ^ y.d);
    }
}
