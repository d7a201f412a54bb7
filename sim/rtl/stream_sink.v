// Simulation only: takes a packet stream with random stalls and writes every beat to a file.
//
// Each line is "clock data last keep user" in decimal. `stall` of 256 is the chance that the sink
// is not ready in a clock. `samples` counts the packets that ended a sample.
`default_nettype none

module stream_sink #(
    parameter WIDTH = 8,
    parameter SEED = 1,
    parameter FILE = ""
) (
    input  wire             clk,
    input  wire             rst,
    input  wire [31:0]      clock,
    input  wire [7:0]       stall,
    output reg  [31:0]      samples,

    input  wire [WIDTH-1:0] s_tdata,
    input  wire             s_tvalid,
    output wire             s_tready,
    input  wire             s_tlast,
    input  wire             s_tkeep,
    input  wire             s_tuser
);
    reg        ready_q;
    reg [31:0] random_q;
    integer    log;

    // xorshift32: the same chances in every simulator, which $random does not promise.
    function [31:0] scrambled;
        input [31:0] from;
        reg   [31:0] left;
        reg   [31:0] right;
        begin
            left      = from ^ (from << 13);
            right     = left ^ (left >> 17);
            scrambled = right ^ (right << 5);
        end
    endfunction

    initial begin
        log = 0;
    end

    assign s_tready = ready_q;

    // Every reset starts a new log: what came before it does not count.
    always @(posedge rst) begin
        if (log != 0) begin
            $fclose(log);
        end
        log = $fopen(FILE, "w");
    end

    always @(posedge clk) begin
        random_q <= scrambled(random_q);
        ready_q  <= random_q[31:24] >= stall;
        if (rst) begin
            samples  <= 32'd0;
            ready_q  <= 1'b1;
            random_q <= SEED * 32'h9e3779b9;
        end else if (s_tvalid && s_tready) begin
            $fwrite(log, "%0d %0d %0d %0d %0d\n", clock, s_tdata, s_tlast, s_tkeep, s_tuser);
            if (s_tlast && s_tuser) begin
                samples <= samples + 32'd1;
            end
        end
    end
endmodule

`default_nettype wire
