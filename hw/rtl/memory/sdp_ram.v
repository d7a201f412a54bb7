// Simple dual-port memory: one write port, one registered read port.
//
// A read that meets a write to the same address in the same clock returns an undefined word:
// users must not look at it (accumulators bypass it, queues never let it happen).
`default_nettype none

module sdp_ram #(
    // Bits of a word
    parameter WIDTH = 8,
    // Number of words
    parameter DEPTH = 16,
    // Address bits, enough for DEPTH words
    parameter ADDR_WIDTH = 4
) (
    input  wire                  clk,
    input  wire                  we,
    input  wire [ADDR_WIDTH-1:0] waddr,
    input  wire [WIDTH-1:0]      wdata,
    input  wire                  re,
    input  wire [ADDR_WIDTH-1:0] raddr,
    output reg  [WIDTH-1:0]      rdata
);
    initial begin
        if (DEPTH < 1 || (DEPTH - 1) >> ADDR_WIDTH != 0) begin
            $display("error: sdp_ram: ADDR_WIDTH does not address DEPTH words in %m");
            $finish;
        end
    end

    (* no_rw_check *)
    reg [WIDTH-1:0] mem [0:DEPTH-1];

    always @(posedge clk) begin
        if (we) begin
            mem[waddr] <= wdata;
        end
        if (re) begin
            rdata <= mem[raddr];
        end
    end
endmodule

`default_nettype wire
