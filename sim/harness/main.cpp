// Runs the testbench of a compiled network under Verilator: clock, reset and one scenario.
//
// The testbench module holds sources, sinks and observers, which write the logs; this program does
// what benches/network_bench.py does under Icarus, clock for clock: signals change on the falling
// edge of clk, everything else happens on the rising one.
//
//     simulator IDLE STALL RESET_AFTER LIMIT [WAVES]
//
// IDLE, STALL: chances in 256; RESET_AFTER: clocks before a second reset in mid-run, or 0; LIMIT:
// clocks after which the run counts as stuck; WAVES: a file for waves. Exit code 0: every sample
// has left; 1: the design stopped the run; 2: wrong use; 3: not done after LIMIT clocks.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "Vtestbench.h"
#include "verilated.h"
#if VM_TRACE
#include "verilated_vcd_c.h"
#endif

namespace {

constexpr int kResetClocks = 3;
// Nothing may follow the last sample: so many clocks it is watched for.
constexpr int kQuietClocks = 50;
// Half a period of the clock, in units of the time precision.
constexpr int kHalfPeriod = 5;

class Bench {
public:
    Bench(VerilatedContext& context, uint8_t idle, uint8_t stall, const char* waves)
        : context_{context}
        , top_{&context} {
        top_.rst = 0;
        top_.idle = idle;
        top_.stall = stall;
#if VM_TRACE
        if (waves) {
            context_.traceEverOn(true);
            top_.trace(&trace_, 99);
            trace_.open(waves);
        }
#else
        (void)waves;
#endif
        level(0);
    }

    ~Bench() {
        top_.final();
#if VM_TRACE
        trace_.close();
#endif
    }

    // Hold reset for some clocks; every rising edge of it starts new logs.
    void reset() {
        top_.rst = 1;
        clocks(kResetClocks);
        top_.rst = 0;
    }

    // Up to `count` clocks; fewer when the design stops the run.
    void clocks(uint64_t count) {
        while (count-- && !context_.gotFinish()) clock();
    }

    // Clocks until every sample has left; false after `limit` clocks or a stop.
    bool finish(uint64_t limit) {
        while (limit-- && !context_.gotFinish()) {
            clock();
            if (top_.done) return true;
        }
        return false;
    }

    uint64_t passed() const { return passed_; }

private:
    // The falling edge, on which signals change, then the rising one.
    void clock() {
        level(0);
        level(1);
        ++passed_;
    }

    void level(uint8_t value) {
        top_.clk = value;
        top_.eval();
#if VM_TRACE
        if (trace_.isOpen()) trace_.dump(context_.time());
#endif
        context_.timeInc(kHalfPeriod);
    }

    VerilatedContext& context_;
    Vtestbench top_;
#if VM_TRACE
    VerilatedVcdC trace_;
#endif
    uint64_t passed_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
    if (argc < 5) {
        std::fprintf(stderr, "usage: simulator IDLE STALL RESET_AFTER LIMIT [WAVES]\n");
        return 2;
    }
    const auto number = [argv](int place) { return std::strtoull(argv[place], nullptr, 10); };
    const uint64_t idle = number(1), stall = number(2), reset_after = number(3), limit = number(4);

    VerilatedContext context;
    // What the design does not initialise starts at random, so that nothing can rely on it.
    context.randReset(2);
    context.randSeed(1);
    const auto start = std::chrono::steady_clock::now();
    Bench bench{context, static_cast<uint8_t>(idle), static_cast<uint8_t>(stall), argc > 5 ? argv[5] : nullptr};
    bench.reset();
    if (reset_after) {
        bench.clocks(reset_after);
        bench.reset();
    }
    const bool finished = bench.finish(limit);
    if (finished) bench.clocks(kQuietClocks);
    const bool stopped = context.gotFinish();
    if (stopped) {
        std::printf("the design stopped the simulation\n");
    } else if (!finished) {
        std::printf("not done after %llu clocks\n", static_cast<unsigned long long>(limit));
    }
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
    std::printf("%llu clocks in %.3f s\n", static_cast<unsigned long long>(bench.passed()), passed.count());
    return stopped ? 1 : finished ? 0 : 3;
}
